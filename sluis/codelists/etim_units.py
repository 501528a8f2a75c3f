"""Units of ETIM features: code, symbol, and the code of UN/ECE Recommendation 20, if any.

Source:  ETIM International, units of measure (114 of the 188 of release 10.0, 2024-12); contains
         information from ETIM, which is made available under the ODC Attribution Licence.
         UN/ECE Recommendation 20: the code whose symbol means the same.
Shape:   `EU` and six digits; a feature's `unit` is a symbol in BMEcat.
Limits:  a unit that Recommendation 20 does not have, or not surely the same, has no code there.

>>> SYMBOLS["EU570448"], CODES["mm"], UNECE["EU570448"], "EU000055" in UNECE
('mm', 'EU570448', 'MMT', False)
"""

from __future__ import annotations

_TABLE = """
EU000002 A97 hPa
EU000003 KVR kvar
EU000004 B61 lm/W
EU000006 -   DPI
EU000013 J38 Bd
EU000015 -   dBµV
EU000016 -   kBps
EU000018 KVA kVA
EU000020 H74 W/m
EU000022 D46 VA
EU000023 RPM U/min
EU000025 E09 mAh
EU000027 4L  MB
EU000032 B90 µH
EU000038 -   l/h
EU000041 2P  kByte
EU000042 4L  Mbyte
EU000043 -   kBit/s
EU000045 L2  l/min
EU000050 AMH Ah
EU000051 INH inch
EU000052 C94 1/min
EU000053 B49 kOhm
EU000054 4O  µF
EU000055 -   AX
EU000056 C45 nm
EU000057 -   Imp/kWh (kvarh)
EU000058 -   kW/24h
EU000059 -   Wp
EU570006 KMQ kg/m³
EU570011 JOU J
EU570020 NEW N
EU570028 HTZ Hz
EU570036 MTR m
EU570039 KGM kg
EU570054 WTT W
EU570056 BAR bar
EU570073 CEL °C
EU570076 KEL K
EU570079 VLT V
EU570097 MTK m²
EU570103 SEC s
EU570104 OHM Ohm
EU570106 LUX lx
EU570108 LUM lm
EU570109 CDL cd
EU570121 CMK cm²
EU570126 MMK mm²
EU570169 C26 ms
EU570170 B22 kA
EU570174 4K  mA
EU570193 KVT kV
EU570199 E45 mOhm
EU570200 B75 Mohm
EU570223 A86 GHz
EU570224 KHZ kHz
EU570225 MHZ MHz
EU570235 D54 W/m²
EU570245 NU  Nm
EU570254 KL  kg/m
EU570257 A24 cd/m²
EU570336 MBR mbar
EU570376 MTS m/s
EU570378 CMQ cm³
EU570380 MLT ml
EU570382 P1  %
EU570383 DD  °
EU570387 -   c/h
EU570388 -   c/min
EU570399 CMT cm
EU570403 LTR l
EU570408 GRM g
EU570410 HUR h
EU570413 E93 kg/h
EU570418 KWT kW
EU570419 KWH kWh
EU570422 MIN min
EU570438 TNE t
EU570442 59  ppm
EU570448 MMT mm
EU570449 G51 l/s
EU570451 MQH m³/h
EU570459 AMP A
EU570480 2N  dB
EU570483 -   c (contacts)
EU570492 PAL Pa
EU570499 4H  µm
EU570502 A99 Bit
EU570508 B47 kN
EU570515 2Z  mV
EU570542 D52 W/K
EU570555 -   dB(A)
EU570825 -   kg/24h
EU570942 M19 Bft
EU571000 E34 GB
EU571001 -   Mbps
EU571002 GM  g/m²
EU571003 -   cm4
EU571004 -   dBi
EU571005 F28 g/min
EU571007 -   kW/m²
EU571008 2X  m/min
EU571022 C14 mH
EU571023 -   %/100%
EU571026 -   dB(A) re 1 pW
EU571027 -   kWh/year
EU571028 -   AirWatt
EU571030 -   %/K
EU571047 MGM mg
EU571048 -   MP
EU571049 -   kJ/Ohm
EU571050 MQS m³/s
EU571051 KGS kg/s
EU571052 C65 Pa-s
"""

_ROWS = [line.split(maxsplit=2) for line in _TABLE.strip().splitlines()]

SYMBOLS = {code: symbol for code, _, symbol in _ROWS}
"""What one reads."""

CODES = {symbol: code for code, _, symbol in _ROWS}
"""The code of a symbol."""

UNECE = {code: unece for code, unece, _ in _ROWS if unece != "-"}
"""The same unit in Recommendation 20."""
