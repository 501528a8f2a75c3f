"""What a PRODUCT looks like in each dialect: elements in document order, limits, fields.

Source:  the schemas bmecat_etim_501, bmecat_etim_31, bmecat_2005 (2005fd) and the three of 1.2.
Shape:   one element a line, nested by two spaces; then a cell for each dialect: 5.0, 3.1, 2005,
         1.2; then how it is written (see `_writing`), and the field it is written from.
Cells:   `-` the dialect does not have it; `.` it does; `!` it must be there; `2x` at most two;
         `50` at most 50 characters, `8-14` of such a length; `i` whole numbers only.
Fields:  `p:` of the product, `i:` of the trade item, `.:` of the part in hand; `:` goes deeper,
         `*` through all languages.
Groups:  `(choice)` writes the first of its children that has something; `(all)` writes all.
         Without a kind it is a group: it is there when one of its children is.
Names:   those of 2005; in 1.2 PRODUCT is ARTICLE and PID is AID.
"""

# ruff: noqa: E501 - a row of the table is one line

from __future__ import annotations

from sluis.formats.bmecat._dialect import BMECAT_12, BMECAT_2005, ETIM_31, ETIM_50

DIALECTS = (ETIM_50, ETIM_31, BMECAT_2005, BMECAT_12)
"""Those that are written, in the order of the cells."""

TABLE = """
SUPPLIER_PID                             !32    !32    !32     !32     id i:supplier_item_number
PRODUCT_DETAILS                          !      !      !       !
  DESCRIPTION_SHORT                      !150   !150   !150    !1x80   short p:descriptions:*:short
  DESCRIPTION_LONG                       64000  64000  64000   1x64000 words p:descriptions:*:long
  INTERNATIONAL_PID                      2x100  100    100     -       gtins
  EAN                                    -      -      -       1x14    gtins
  SUPPLIER_ALT_PID                       50     50     50      50      id i:supplier_alt_item_number
  BUYER_PID                              50     50     50      50      buyer i:buyer_item_number
  MANUFACTURER_PID                       50     50     50      50      maker p:manufacturer_product_number
  MANUFACTURER_NAME                      50     50     50      50      text p:manufacturer_name
  MANUFACTURER_TYPE_DESCR                50     50     50      1x50    words p:descriptions:*:type
  ERP_GROUP_BUYER                        -      -      1x10    1x10    kept i:extensions:PRODUCT_DETAILS/ERP_GROUP_BUYER
  ERP_GROUP_SUPPLIER                     -      -      1x10    1x10    kept i:extensions:PRODUCT_DETAILS/ERP_GROUP_SUPPLIER
  DELIVERY_TIME                          .      -      .       .       number i:lead_time_days
  SPECIAL_TREATMENT_CLASS                20     20     20      20      treatments p:legislation:special_treatment_classes
  KEYWORD                                50     50     50      50      listed p:descriptions:*:keywords
  REMARKS                                64000  64000  64000   1x64000 listed p:descriptions:*:remarks
  SEGMENT                                -      -      100     1x100   kept i:extensions:PRODUCT_DETAILS/SEGMENT
  PRODUCT_ORDER                          -      -      1xi     1xi     kept i:extensions:PRODUCT_DETAILS/PRODUCT_ORDER
  PRODUCT_STATUS                         250    250    250     250     statuses i:extensions:product_status p:extensions:product_status
  PRODUCT_TYPE                           .      -      .       -       code:product_type p:product_type
PRODUCT_FEATURES                         !      !      .       .       features
  REFERENCE_FEATURE_SYSTEM_NAME          !80    !80    80      50      system .:system
  REFERENCE_FEATURE_GROUP_ID             !60    !60    60      60      id .:group_id
  FEATURE                                .      !      .       .       each .:features
    FNAME                                !60    !60    !60     !1x60   names .:code
    FVALUE                               !60    !60    !60     !60     values .:values
    FUNIT                                20     20     20      20      id .:unit
    FORDER                               -      -      i       i       number .:order
    FDESCR                               -      -      250     1x250   words .:description
    FVALUE_DETAILS                       250    250    250     1x250   reason .:details
    FVALUE_TYPE                          -      -      .       -       code:value_type .:value_type
PRODUCT_ORDER_DETAILS                    !      !      !       !
  ORDER_UNIT                             !      !      !       !       code:unit i:order_unit
  CONTENT_UNIT                           !      !      .       .       content_unit i:content_unit
  NO_CU_PER_OU                           .      .      .       .       number:0 i:content_quantity
  PRICE_QUANTITY                         .      .      .       .       number:0 i:price_quantity
  QUANTITY_MIN                           .      .      .       i       number:0 i:minimum_order_quantity
  QUANTITY_INTERVAL                      .      .      .       i       number:0 i:order_step_size
  PACKING_UNITS                          -      -      .       -
    PACKING_UNIT                         -      -      .       -       each i:packaging_units
      QUANTITY_MIN                       -      -      !       -       number:0 .:quantity_min
      QUANTITY_MAX                       -      -      !       -       at_most .:quantity_max
      PACKING_UNIT_CODE                  -      -      !       -       packing .:code
      PACKING_UNIT_DESCR                 -      -      250     -       words .:description
      SUPPLIER_PID                       -      -      32      -       id .:supplier_item_number
PRODUCT_PRICE_DETAILS                    !      !      !       !       periods i:prices
  DAILY_PRICE                            .      .      .       .       boolean .:daily
  PRODUCT_PRICE                          !      !      !       !       prices
    PRICE_AMOUNT                         !      !      .       !       number .:amount
    PRICE_CURRENCY                       .      .      .       .       currency .:currency
    TAX                                  .      .      .       .       number:0 .:tax
    PRICE_FACTOR                         .      .      .       .       number:0 .:factor
    LOWER_BOUND                          .      .      .       .       number .:lower_bound
    TERRITORY                            .      .      .       .       codes:country .:territories
    PRICE_BASE                           -      -      .       -       vital
      PRICE_UNIT                         -      -      !       -       code:unit .:unit
      PRICE_UNIT_FACTOR                  -      -      .       -       number .:unit_factor
  PRICE_BASE                             .      -      -       -       vital
    PRICE_UNIT                           !      -      -       -       code:unit .:unit
    PRICE_UNIT_FACTOR                    .      -      -       -       number .:unit_factor
MIME_INFO                                -      .      .       .
  MIME                                   -      .      .       .       each p:attachments i:attachments
    MIME_TYPE                            -      !100   30      30      mime_type .:type
    MIME_SOURCE                          -      !255   !255    !1x250  source .:source
    MIME_DESCR                           -      250    250     1x250   mime_descr .:description
    MIME_ALT                             -      80     80      1x50    words .:alt
    MIME_PURPOSE                         -      !      .       .       purpose .:purpose
    MIME_ORDER                           -      -      i       i       number .:order
USER_DEFINED_EXTENSIONS                  !      !      -       -
  UDX.EDXF.MIME_INFO                     .      -      -       -
    UDX.EDXF.MIME                        .      -      -       -       each p:attachments i:attachments
      UDX.EDXF.MIME_SOURCE               !512   -      -       -       source .:source
      UDX.EDXF.MIME_CODE                 !      -      -       -       mime_code .:code
      UDX.EDXF.MIME_FILENAME             250    -      -       -       words .:file_name
      UDX.EDXF.MIME_DESIGNATION          250    -      -       -       words .:description
      UDX.EDXF.MIME_ALT                  80     -      -       -       words .:alt
      UDX.EDXF.MIME_ISSUE_DATE           .      -      -       -       day .:issue_date
      UDX.EDXF.MIME_EXPIRY_DATE          .      -      -       -       day .:expiry_date
      UDX.EDXF.MIME_ORDER                i      -      -       -       number .:order
  UDX.EDXF.MANUFACTURER_ACRONYM          10     10     -       -       text p:manufacturer_shortname
  UDX.EDXF.DESCRIPTION_VERY_SHORT        40     40     -       -       words p:descriptions:*:very_short
  UDX.EDXF.BRAND_NAME                    50     50     -       -       text p:brand_name
  UDX.EDXF.TENDER_TEXT                   64000  64000  -       -       words p:descriptions:*:tender_text
  UDX.EDXF.VALID_FROM                    .      .      -       -       life validity_date
  UDX.EDXF.EXPIRATION_DATE               .      .      -       -       life obsolescence_date
  UDX.EDXF.DISCOUNT_GROUP                .      .      -       -
    UDX.EDXF.DISCOUNT_GROUP_MANUFACTURER 20     20     -       -       id i:discount_group_manufacturer
    UDX.EDXF.DISCOUNT_GROUP_SUPPLIER     20     20     -       -       id i:discount_group_id
  UDX.EDXF.BONUS_GROUP_SUPPLIER          20     20     -       -       id i:bonus_group_id
  UDX.EDXF.PKWIU                         -      1x50   -       -       kept i:extensions:UDX.EDXF.PKWIU
  UDX.EDXF.DECLARATION                   -      50     -       -       declarations p:legislation:declarations
  UDX.EDXF.ADDITIONAL_FACTORS            .      .      -       -
    UDX.EDXF.ADDITIONAL_PRICE_FACTOR     !      !      -       -       number:0 i:extensions:additional_factors:price_factor
    UDX.EDXF.ADDITIONAL_FACTOR_INFO      !150   !1x150 -       -       lists i:extensions:additional_factors:info
  UDX.EDXF.PRODUCT_TO_STOCK              .      .      -       -       boolean i:stock_item
  UDX.EDXF.PRODUCT_SERIES                50     50     -       -       words p:descriptions:*:series
  UDX.EDXF.PRODUCT_VARIATION             50     50     -       -       words p:descriptions:*:variation
  UDX.EDXF.PREDECESSOR_PID               50     -      -       -       ids p:predecessors
  UDX.EDXF.AT.REVERSE_CHARGE_INFO        -      1x5    -       -       kept i:extensions:UDX.EDXF.AT.REVERSE_CHARGE_INFO
  UDX.EDXF.COUNTRY_BRANCH_NUMBERS        .      .      -       -
    UDX.EDXF.COUNTRY_BRANCH_NUMBER       .      .      -       -       branch_numbers i:extensions:country_branch_numbers p:extensions:country_branch_numbers
  UDX.EDXF.COUNTRY_BRANCH_SUPPLIER_IDS   .      .      -       -
    UDX.EDXF.COUNTRY_BRANCH_SUPPLIER_ID  .      .      -       -       branch_numbers i:extensions:country_branch_supplier_ids p:extensions:country_branch_supplier_ids
  UDX.EDXF.PACKING_UNITS                 .      .      -       -
    UDX.EDXF.PACKING_UNIT                .      .      -       -       each i:packaging_units
      UDX.EDXF.QUANTITY_MIN              !      !      -       -       number:0 .:quantity_min
      UDX.EDXF.QUANTITY_MAX              .      .      -       -       number:0 .:quantity_max
      UDX.EDXF.PACKING_UNIT_CODE         !      !      -       -       packing .:code
      UDX.EDXF.PACKING_UNIT_NAME         .      .      -       -       word_codes:level .:name
      UDX.EDXF.PACKAGE_BREAK             .      .      -       -       boolean .:breakable
      UDX.EDXF.PACKING_PARTS             i      -      -       -       number:0 .:parts
      UDX.EDXF.VOLUME                    .      .      -       -       number:0 .:volume
      UDX.EDXF.WEIGHT                    .      .      -       -       number:0 .:weight
      UDX.EDXF.LENGTH                    .      .      -       -       number:0 .:length
      UDX.EDXF.WIDTH                     .      .      -       -       number:0 .:width
      UDX.EDXF.DEPTH                     .      .      -       -       number:0 .:depth
      UDX.EDXF.DIAMETER                  .      .      -       -       number:0 .:diameter
      UDX.EDXF.GTIN                      8-14   14     -       -       id .:gtin
      UDX.EDXF.GS1_128                   48     48     -       -       id .:gs1_128
  UDX.EDXF.PRODUCT_LOGISTIC_DETAILS      .      .      -       -
    UDX.EDXF.NETVOLUME                   .      -      -       -       number:0 p:logistics:net_volume
    UDX.EDXF.NETWEIGHT                   .      .      -       -       number:0 p:logistics:net_weight
    UDX.EDXF.NETLENGTH                   .      -      -       -       number:0 p:logistics:net_length
    UDX.EDXF.NETWIDTH                    .      -      -       -       number:0 p:logistics:net_width
    UDX.EDXF.NETDEPTH                    .      -      -       -       number:0 p:logistics:net_depth
    UDX.EDXF.NETDIAMETER                 .      -      -       -       number:0 p:logistics:net_diameter
    UDX.EDXF.REGION_OF_ORIGIN            10     .      -       -       id p:logistics:region_of_origin
  UDX.EDXF.SHELF_LIFE_PERIOD             i      -      -       -       number:0:99 i:shelf_life_months
  UDX.EDXF.BATTERY_CONTAINED             .      -      -       -       boolean p:legislation:battery_contained
  UDX.EDXF.ROHS_INDICATOR                .      -      -       -       code:rohs p:legislation:rohs
  UDX.EDXF.CE_MARKING                    .      -      -       -       boolean p:legislation:ce_marking
  UDX.EDXF.REACH                         .      .      -       -
    UDX.EDXF.REACH.LISTDATE              .      .      -       -       day p:legislation:reach_list_date
    UDX.EDXF.REACH.INFO                  !      !      -       -       reach p:legislation:reach
    UDX.EDXF.SCIP_NUMBER                 36-36  -      -       -       id p:legislation:scip_number
    UDX.EDXF.UFI_CODE                    19-19  -      -       -       id p:legislation:ufi_code
  UDX.EDXF.SPECIAL_TREATMENT_CLASS_DETAILS .    -      -       -
    UDX.EDXF.HAZARDOUS_SUBSTANCES        .      -      -       -       each p:legislation:hazard:substances
      UDX.EDXF.UN_NUMBER                 !      -      -       -       code:un_number .:un_number
      UDX.EDXF.NET_WEIGHT_OF_HAZARDOUS_SUBSTANCE . -   -       -       number .:net_weight
      UDX.EDXF.VOLUME_OF_HAZARDOUS_SUBSTANCES .  -     -       -       number .:volume
    UDX.EDXF.SHIPPING_NAME               1x250  -      -       -       words p:legislation:hazard:shipping_name
    UDX.EDXF.PACKING_GROUP               .      -      -       -       code:packing_group p:legislation:hazard:packing_group
    UDX.EDXF.TRANSPORT_CATEGORY          i      -      -       -       number:0:4 p:legislation:hazard:transport_category
    UDX.EDXF.MULTIPLICATION_FACTOR       i      -      -       -       number p:legislation:hazard:multiplication_factor
    UDX.EDXF.LIMITED_QUANTITIES          .      -      -       -       boolean p:legislation:hazard:limited_quantities
    UDX.EDXF.EXCEPTED_QUANTITIES         .      -      -       -       boolean p:legislation:hazard:excepted_quantities
    UDX.EDXF.AGGREGATION_STATE           .      -      -       -       code:aggregation p:legislation:hazard:aggregation_state
    UDX.EDXF.SPECIAL_PROVISION_ID        5      -      -       -       ids p:legislation:hazard:special_provisions
    UDX.EDXF.HAZARD_CLASS                .      -      -       -       codes:hazard_class p:legislation:hazard:hazard_classes
    UDX.EDXF.CLASSIFICATION_CODE         5      -      -       -       id p:legislation:hazard:classification_code
    UDX.EDXF.HAZARD_LABEL                3      -      -       -       ids p:legislation:hazard:hazard_labels
    UDX.EDXF.ENVIRONMENTAL_HAZARDS       .      -      -       -       boolean p:legislation:hazard:environmental_hazards
    UDX.EDXF.TUNNEL_CODE                 .      -      -       -       code:tunnel p:legislation:hazard:tunnel_code
    UDX.EDXF.GHS_LABEL_CODE              .      -      -       -       codes:ghs p:legislation:hazard:ghs_labels
    UDX.EDXF.GHS_SIGNAL_WORD             .      -      -       -       code:signal_word p:legislation:hazard:ghs_signal_word
    UDX.EDXF.HAZARD_STATEMENT            30     -      -       -       ids p:legislation:hazard:hazard_statements
    UDX.EDXF.PRECAUTIONARY_STATEMENT     30     -      -       -       ids p:legislation:hazard:precautionary_statements
    UDX.EDXF.LI-ION_TESTED               .      -      -       -       boolean p:legislation:hazard:lithium_ion_tested
    UDX.EDXF.LITHIUM_AMOUNT              .      -      -       -       number p:legislation:hazard:lithium_amount
    UDX.EDXF.BATTERY_ENERGY              .      -      -       -       number p:legislation:hazard:battery_energy
    UDX.EDXF.NOS_274                     .      -      -       -       boolean p:legislation:hazard:nos_274
    UDX.EDXF.HAZARD_TRIGGER              100    -      -       -       texts p:legislation:hazard:hazard_triggers
  UDX.EDXF.SURCHARGE_LIST                .      .      -       -
    UDX.EDXF.SURCHARGE                   .      .      -       -       each i:surcharges
      UDX.EDXF.SURCHARGE_TYPE            !20    !20    -       -       id .:type
      UDX.EDXF.SURCHARGE_CLASS           30     -      -       -       id .:class
      UDX.EDXF.SURCHARGE_MANNER          .      .      -       -       code:manner .:manner
      (choice)                           .      .      -       -
        UDX.EDXF.SURCHARGE_PERCENTAGE    .      .      -       -       number:0 .:percentage
        UDX.EDXF.SURCHARGE_PRICE_AMOUNT  .      .      -       -       number:0 .:amount
      UDX.EDXF.SURCHARGE_CALCULATION     .      .      -       -       code:one_or_two .:calculation
      UDX.EDXF.MATERIAL_BASIS            .      .      -       -       number:0 .:material_basis
      (choice)                           .      .      -       -
        UDX.EDXF.MATERIAL_BASIS_WEIGHT   .      .      -       -       number:0 .:material_weight
        (all)                            .      .      -       -
          UDX.EDXF.MATERIAL_BASIS_SURCHARGE_THRESHOLD . . -    -       number:0 .:material_threshold
          UDX.EDXF.MATERIAL_BASIS_SURCHARGE_SHUTTER . . -      -       code:one_or_two .:material_shutter
          UDX.EDXF.MATERIAL_BASIS_SURCHARGE_CREDIT . . -       -       code:one_or_two .:material_credit
          UDX.EDXF.MATERIAL_BASIS_SURCHARGE_TABLE 50 50 -      -       lists .:material_tables
  UDX.EDXF.WARRANTY                      .      -      -       -
    UDX.EDXF.WARRANTY_BUSINESS           i      -      -       -       number p:warranty_business
    UDX.EDXF.WARRANTY_CONSUMER           i      -      -       -       number p:warranty_consumer
  UDX.EDXF.PRODUCT_ETIM_DYNAMIC          .      -      -       -
    UDX.EDXF.PRODUCT_ETIM_RELEASE_DATE   !      -      -       -       day p:extensions:etim_release_date
  UDX.EDXF.PRODUCT_FEATURES_MC           .      -      -       -
    UDX.EDXF.REFERENCE_FEATURE_MC_ID     !8-8   -      -       -       id p:modelling:class
    UDX.EDXF.REFERENCE_FEATURE_MC_VERSION !i    -      -       -       number:0 p:modelling:version
    UDX.EDXF.BIM_STATUS                  .      -      -       -       code:bim p:modelling:bim_status
    UDX.EDXF.FEATURE_MC                  !      -      -       -       each p:modelling:features
      UDX.EDXF.PORTCODE                  !i     -      -       -       number:0 .:port
      UDX.EDXF.FNAME                     !60    -      -       -       id .:code
      (choice)                           .      -      -       -
        UDX.EDXF.FVALUE                  60     -      -       -       ids .:values
        (all)                            .      -      -       -
          UDX.EDXF.COORDINATE_X          .      -      -       -       number .:x
          UDX.EDXF.COORDINATE_Y          .      -      -       -       number .:y
          UDX.EDXF.COORDINATE_Z          .      -      -       -       number .:z
        UDX.EDXF.MATRIX_VALUES           1x     -      -       -       each .:matrix
          UDX.EDXF.MATRIX_VALUE          !      -      -       -       each .:values
            UDX.EDXF.MATRIX_SOURCE_VALUE !      -      -       -       number .:source
            UDX.EDXF.MATRIX_RESULT_VALUE !      -      -       -       number .:result
  UDX.EDXF.PRODUCT_CHARACTERISTICS       .      -      -       -
    UDX.EDXF.PRODUCT_CHARACTERISTIC      .      -      -       -       each p:characteristics
      UDX.EDXF.PRODUCT_CHARACTERISTIC_CODE !60  -      -       -       id .:code
      UDX.EDXF.PRODUCT_CHARACTERISTIC_NAME !255 -      -       -       words .:name
      (choice)                           .      -      -       -
        UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_BOOLEAN . - -    -       boolean .:boolean
        UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_NUMERIC . - -    -       number .:number
        (all)                            .      -      -       -
          UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_RANGE_FROM . - - -     number .:range_from
          UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_RANGE_TO . - - -       number .:range_to
        UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_STRING 4000 - - -        lists .:text
        UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_SET 255 - -      -       lists .:set
        UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_SELECT 60 - -    -       id .:select
      UDX.EDXF.PRODUCT_CHARACTERISTIC_VALUE_UNIT_CODE 3 - -    -       id .:unit
      UDX.EDXF.PRODUCT_CHARACTERISTIC_REFERENCE_GTIN 8-14 - -  -       id .:gtin
PRODUCT_REFERENCE                        .      .      .       .       references p:relations i:relations
  PROD_ID_TO                             !80    !80    !80     !32     id .:number
  CATALOG_ID                             20     20     20      20      id .:catalogue_id
  CATALOG_VERSION                        .      .      .       .       code:version .:catalogue_version
  REFERENCE_DESCR                        250    -      250     -       words .:description
PRODUCT_LOGISTIC_DETAILS                 .      .      .       -
  CUSTOMS_TARIFF_NUMBER                  .      .      .       -       each i:customs:commodity_codes
    CUSTOMS_NUMBER                       !60    !60    !60     -       id .:number
    TERRITORY                            -      -      .       -       codes:country .:territories
  STATISTICS_FACTOR                      .      .      .       -       number:0 i:customs:statistics_factor
  COUNTRY_OF_ORIGIN                      .      .      .       -       codes:country p:logistics:countries_of_origin
  PRODUCT_DIMENSIONS                     -      -      .       -
    VOLUME                               -      -      .       -       number i:logistics:volume
    WEIGHT                               -      -      .       -       number i:logistics:weight
    LENGTH                               -      -      .       -       number i:logistics:length
    WIDTH                                -      -      .       -       number i:logistics:width
    DEPTH                                -      -      .       -       number i:logistics:depth
"""
