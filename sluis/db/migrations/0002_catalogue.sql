-- The catalogue: what suppliers have delivered, one row per record.
--
-- Scalars are typed columns, nested parts jsonb. Keys compare by bytes (collate "C"). Records carry
-- no foreign keys: they are written a hundred thousand at a time by one import that holds the lock
-- of their supplier, and a delivery may be tidied away while its records stay.

create table supplier (
  environment   integer not null references environment,
  gln           text collate "C" not null,
  id            bigint generated always as identity unique,
  name          text,
  header        jsonb,          -- header of the last imported catalogue
  delivery_id   uuid,           -- the last import, the one that can be undone
  change_number bigint not null default 0,  -- of that import
  changed_at    timestamptz not null default now(),
  primary key (environment, gln)
);

create table product (
  id                          bigint generated always as identity primary key,
  environment                 integer not null,
  supplier_gln                text collate "C" not null,
  manufacturer_id             text collate "C" not null,
  manufacturer_product_number text collate "C" not null,
  manufacturer_gln            text,
  manufacturer_name           text,
  manufacturer_shortname      text,
  brand_name                  text,
  product_gtins               text[] not null default '{}',
  status                      text,
  product_type                text,
  etim_release                text,
  etim_class                  text,
  validity_date               date,
  obsolescence_date           date,
  warranty_business           integer,
  warranty_consumer           integer,
  descriptions                jsonb not null default '{}',
  features                    jsonb not null default '[]',
  modelling                   jsonb not null default '{}',
  classifications             jsonb not null default '[]',
  attachments                 jsonb not null default '[]',
  relations                   jsonb not null default '[]',
  predecessors                text[] not null default '{}',
  legislation                 jsonb not null default '{}',
  logistics                   jsonb not null default '{}',
  characteristics             jsonb not null default '[]',
  extensions                  jsonb not null default '{}',
  warnings                    jsonb not null default '[]',
  fingerprint                 bytea,
  delivery_id                 uuid,
  change_number               bigint not null,
  created_at                  timestamptz not null default now(),
  changed_at                  timestamptz not null default now(),
  archived_at                 timestamptz,
  unique (environment, supplier_gln, manufacturer_id, manufacturer_product_number)
);
create index product_change on product (environment, change_number);

create table trade_item (
  id                          bigint generated always as identity primary key,
  environment                 integer not null,
  supplier_gln                text collate "C" not null,
  supplier_item_number        text collate "C" not null,
  manufacturer_id             text collate "C",
  manufacturer_product_number text collate "C",
  supplier_alt_item_number    text,
  manufacturer_item_number    text,
  buyer_item_number           text,
  item_gtins                  text[] not null default '{}',
  status                      text,
  order_unit                  text,
  content_unit                text,
  content_quantity            numeric,
  minimum_order_quantity      numeric,
  order_step_size             numeric,
  lead_time_days              numeric,
  price_unit                  text,
  price_unit_factor           numeric,
  price_quantity              numeric,
  currency                    text,
  gross_list_price            numeric,
  net_price                   numeric,
  recommended_retail_price    numeric,
  vat_rate                    numeric,
  prices                      jsonb not null default '[]',
  surcharges                  jsonb not null default '[]',
  discount_group_id           text,
  discount_group_manufacturer text,
  bonus_group_id              text,
  stock_item                  boolean,
  shelf_life_months           integer,
  validity_date               date,
  obsolescence_date           date,
  descriptions                jsonb not null default '{}',
  packaging_units             jsonb not null default '[]',
  logistics                   jsonb not null default '{}',
  customs                     jsonb not null default '{}',
  extensions                  jsonb not null default '{}',
  warnings                    jsonb not null default '[]',
  fingerprint                 bytea,
  delivery_id                 uuid,
  change_number               bigint not null,
  created_at                  timestamptz not null default now(),
  changed_at                  timestamptz not null default now(),
  archived_at                 timestamptz,
  unique (environment, supplier_gln, supplier_item_number)
);
create index trade_item_change on trade_item (environment, change_number);

-- What the last import of each supplier has touched, as it was before: the way back.
create table record_change (
  environment  integer not null,
  supplier_gln text collate "C" not null,
  entity       text collate "C" not null check (entity in ('product', 'trade_item', 'supplier')),
  record_id    bigint not null,
  delivery_id  uuid not null,
  before       jsonb,           -- the whole row; null when the import created it
  primary key (environment, supplier_gln, entity, record_id)
);
