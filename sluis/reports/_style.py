"""The style sheet of the HTML report: phone first to print, light and dark, no outside loads."""

from __future__ import annotations

STYLE = """
:root{color-scheme:light dark;--ink:#1b2430;--soft:#5b6676;--paper:#fff;--line:#d9dfe6;
--good:#12693a;--attention:#8a5200;--bad:#a81e1e;--neutral:#44505f;--tint:#f3f6f9}
@media(prefers-color-scheme:dark){:root{--ink:#e6eaf0;--soft:#a4afbd;--paper:#14181d;
--line:#333c47;--good:#63d296;--attention:#f0b35b;--bad:#ff8d86;--neutral:#b5c0cd;--tint:#1d232a}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:64rem;background:var(--paper);color:var(--ink);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
body>input{position:absolute;opacity:0}
body>label{display:inline-block;padding:.4rem .8rem;border:1px solid var(--line);cursor:pointer}
body>input:checked+label{background:var(--tint);font-weight:600}
body>input:focus-visible+label{outline:2px solid currentColor}
#en:checked~main [lang=nl],#nl:checked~main [lang=en]{display:none}
h1{margin:.2rem 0;padding:.2rem 0 .2rem .8rem;font-size:1.8rem;border-left:.4rem solid}
h1.good{color:var(--good)}h1.attention{color:var(--attention)}h1.bad{color:var(--bad)}
h1.neutral{color:var(--neutral)}
h2{margin:1.6rem 0 .4rem;font-size:1.15rem}
.file{margin:.8rem 0 0;color:var(--soft);overflow-wrap:anywhere}
.lead{font-size:1.1rem}
code,td,dd,li{overflow-wrap:anywhere}details td{min-width:14ch}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--line)}
.figures td,.figures thead th{text-align:right}.figures .label{display:none}
.figures .zero{color:var(--soft)}.figures .rejected:not(.zero){color:var(--bad);font-weight:600}
dl{display:grid;grid-template-columns:minmax(7rem,max-content) 1fr;gap:.2rem 1rem;margin:0}
dt{color:var(--soft)}dd{margin:0}
details{margin:.6rem 0;padding:.5rem .8rem;border:1px solid var(--line);border-radius:.4rem}
summary{cursor:pointer}
.mark{font-size:.85rem;text-transform:uppercase}
.error .mark{color:var(--bad)}.warning .mark{color:var(--attention)}
.count{padding:0 .5rem;border-radius:1rem;background:var(--tint)}
.remedy{color:var(--soft)}
@media(max-width:42rem){
thead{display:none}
table,tbody,tr,td,.figures th{display:block}
tr{margin:.5rem 0;padding:.3rem .5rem;background:var(--tint);border-radius:.3rem}
td,.figures th{border:0;padding:.1rem 0}td:empty{display:none}
.figures td{display:flex;justify-content:space-between}.figures .label{display:inline}
.findings td:nth-child(2){font-weight:600}
dl{grid-template-columns:1fr}dd{margin-bottom:.4rem}
}
@media print{
:root{--ink:#000;--paper:#fff;--soft:#444;--tint:#fff}
body>label{display:none}
body{max-width:none;padding:0;font-size:9pt}
details{border:0;padding:0}tr{break-inside:avoid}
details::details-content{content-visibility:visible;block-size:auto}
}
"""
