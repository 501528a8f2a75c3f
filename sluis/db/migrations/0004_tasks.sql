-- Periodic tasks, their runs, and the hours in which an environment is left alone.

alter table environment
  add column maintenance_from time default '23:00',  -- both null: no maintenance window
  add column maintenance_to   time default '06:00',
  add check ((maintenance_from is null) = (maintenance_to is null)),
  add check (maintenance_from <> maintenance_to);

create table task (
  id                   bigint generated always as identity primary key,
  environment          integer not null references environment,
  name                 text collate "C" not null,
  type                 text not null,             -- a key of sluis.tasks.TYPES
  description          text not null check (description <> ''),
  active               boolean not null default true,
  sequence             integer not null,          -- order of tasks that fall due together
  on_failure           text not null default 'continue' check (on_failure in ('continue', 'stop')),
  frequency            jsonb not null,            -- sluis.schedule.Frequency
  settings             jsonb not null default '{}',  -- the struct of the type
  changes_since_number bigint,
  changes_since_at     timestamptz,
  next_run             timestamptz,               -- null: not by itself
  created_at           timestamptz not null default now(),
  changed_at           timestamptz not null default now(),
  unique (environment, name)
);
create index task_due on task (next_run) where active;

create table task_run (
  id         bigint generated always as identity primary key,
  task_id    bigint not null references task on delete cascade,
  slot       timestamptz not null,                -- the due time it stands for; by hand: now
  cause      text not null check (cause in ('schedule', 'hand', 'arrival')),
  round      timestamptz,                         -- shared by tasks that fell due together
  job_id     bigint references job on delete set null,  -- its first job; null: waits its turn
  taken_at   timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  ended_at   timestamptz,
  outcome    text check (outcome in ('done', 'held', 'failed', 'cancelled', 'skipped')),
  counts     jsonb not null default '{}',
  error      jsonb,
  unique (task_id, slot),
  check ((outcome is null) = (ended_at is null))
);
create index task_run_open on task_run (task_id) where outcome is null;
create index task_run_history on task_run (task_id, id);
create index task_run_job on task_run (job_id);

alter table job
  add column task_id bigint references task on delete set null,
  add column run_id  bigint references task_run on delete set null;
create index job_run on job (run_id) where run_id is not null;
