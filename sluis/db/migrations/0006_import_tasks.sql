-- Deliveries that belong to an import task, and files that stay in Uploads/Import.

alter table delivery add column task_id bigint references task on delete set null;
create index delivery_task on delivery (task_id, received_at) where task_id is not null;

create table kept_file (
  environment integer not null references environment,
  path        text collate "C" not null,        -- below the environment's folder
  inode       bigint not null,
  size_bytes  bigint not null,
  mtime_ns    bigint not null,
  delivery_id uuid not null references delivery on delete cascade,
  primary key (environment, path)
);
