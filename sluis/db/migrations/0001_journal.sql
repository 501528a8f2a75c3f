-- Environments, accounts, uploads, deliveries, jobs and findings: the journal.

create table environment (
  number        integer primary key check (number between 1 and 99999),
  name          text not null,
  time_zone     text not null default 'Europe/Amsterdam',
  change_number bigint not null default 0,   -- last one given out; its row lock makes it commit order
  created_at    timestamptz not null default now()
);
insert into environment (number, name) values (1, 'default');

create table account (
  name             text collate "C" primary key,
  environment      integer not null references environment,
  supplier_gln     text,
  password_hash    text not null,
  root             text not null,               -- sub-folder of each gate folder; '' is all of them
  permissions      text[] not null default '{upload,download}',
  allowed_networks cidr[] not null default '{}',  -- empty: from anywhere
  lenient          boolean not null default false, -- uploads without TLS close_notify count as complete
  active           boolean not null default true,
  created_at       timestamptz not null default now(),
  password_at      timestamptz not null default now()
);

-- What the FTPS gate has received whole, written just before it is published.
create table upload (
  id             uuid primary key,
  environment    integer not null references environment,
  account        text not null,
  supplier_gln   text,
  path           text not null,          -- below the environment's folder: Uploads/AutoImport/acme/a.xml
  size_bytes     bigint not null,
  mtime_ns       bigint not null,
  inode          bigint not null,
  sha256         text not null,
  client_address inet,
  recorded_at    timestamptz not null default now()
);
create index upload_path on upload (environment, path);

create table delivery (
  id           uuid primary key,
  environment  integer not null references environment,
  upload_id    uuid unique references upload,
  account      text,
  supplier_gln text,
  folder       text not null check (folder in ('Import', 'AutoImport', 'AutoCheck')),
  path         text not null,            -- where it lay, below the environment's folder
  file_name    text not null,
  size_bytes   bigint not null,
  mtime_ns     bigint not null,
  sha256       text not null,
  arrival      integer not null default 0,  -- the same file with the same times arriving again
  state        text not null default 'received' check (state in (
                 'received', 'checking', 'awaiting_approval', 'importing', 'imported', 'checked',
                 'rejected', 'failed', 'cancelled', 'unmatched')),
  stored_path  text not null,            -- below the data folder: archive/… or quarantine/…
  received_at  timestamptz not null default now(),
  stored_at    timestamptz,              -- the file has left Uploads and lies at stored_path
  ended_at     timestamptz,
  approved_at  timestamptz,
  undone_at    timestamptz,
  format       text,
  version      text,
  transaction  text,
  mutation     text check (mutation in ('complete', 'mutation')),
  header       jsonb,
  counts       jsonb not null default '{}',
  guard        jsonb,                    -- why it waits for approval
  error        jsonb,                    -- why it was rejected or failed: rule, text
  reports      text[] not null default '{}',  -- below the environment's folder
  unique (environment, path, size_bytes, mtime_ns, sha256, arrival)
);
create index delivery_state on delivery (state, received_at);
create index delivery_supplier on delivery (environment, supplier_gln, received_at);

create table job (
  id             bigint generated always as identity primary key,
  kind           text not null,
  delivery_id    uuid references delivery,
  lane           text not null,
  state          text not null default 'waiting'
                 check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')),
  attempts       integer not null default 0,
  deferrals      integer not null default 0,  -- put off without costing an attempt: a store was away
  lease_until    timestamptz,
  token          bigint not null default 0,   -- fencing: rises with each claim
  worker         text,
  progress_done  bigint not null default 0,
  progress_total bigint,
  stop_requested boolean not null default false,
  counts         jsonb not null default '{}',
  error          jsonb,
  created_at     timestamptz not null default now(),
  run_after      timestamptz not null default now(),
  started_at     timestamptz,
  ended_at       timestamptz
);
create unique index job_one_running_per_lane on job (lane) where state = 'running';
create index job_open on job (lane, id) where state in ('waiting', 'running');
create index job_delivery on job (delivery_id);

create table finding (
  delivery_id uuid not null references delivery on delete cascade,
  number      integer not null,
  rule        text not null,
  severity    text not null check (severity in ('error', 'warning')),
  entity      text not null,
  record_key  text not null,
  ordinal     integer not null,
  line        integer,
  field       text not null,
  value       text not null,
  detail      jsonb not null default '{}',
  primary key (delivery_id, number)
);
