-- Reports by e-mail, and what parameters.xml of a delivery asked for.

alter table account
  add column report_to text[] collate "C" not null default '{}';  -- who gets reports by e-mail

alter table delivery
  add column parameters jsonb;              -- sluis.parameters.Parameters, when there were any

create table report_letter (
  delivery_id uuid not null references delivery on delete cascade,
  state       text not null,                -- of the delivery, as this report tells it
  address     text collate "C" not null,
  language    text not null,
  wished_at   timestamptz not null default clock_timestamp(),
  sent_at     timestamptz,                  -- the mail server has accepted it
  refused     text,                         -- it never will: its answer
  primary key (delivery_id, state, address),
  check (sent_at is null or refused is null)
);
