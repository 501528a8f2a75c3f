-- Layouts: how tables of people's own are read. Versions are never changed, only added.

create table layout (
  environment integer not null references environment,
  name        text collate "C" not null,
  version     integer not null check (version > 0),
  content     text,                              -- TOML; null: removed with this version
  made_at     timestamptz not null default now(),
  made_by     text not null,
  primary key (environment, name, version)
);
