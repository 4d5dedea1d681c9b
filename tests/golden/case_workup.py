"""The golden cases of recorded workup, known cases and nothing at all."""

from case_parts import (ATAXIA, EYES, HVA, IRRITABILITY, MOOD, MRI_PARTS, MRI_WHOLE_BODY, MYOCLONUS, NEUROBLASTOMA,
                        NYSTAGMUS, OPSOCLONUS, OPSOMYOCLONUS, ORDER_LISTS, TUMOUR, UNKNOWN, WALK, ago, before, block, case,
                        condition, day, item, order, parts, report, scan, seen, urine)

LONG = (seen(OPSOCLONUS, 110), seen(ATAXIA, 110))
FOUR = ("neck", "chest", "abdomen", "pelvis")
WORKUP = {
    "R4a": block("2.8", "body imaging that is ordered, or done without urine, leaves only the missing items to propose",
        case("met", "T4 R4a info", "opsoclonus and ataxia; MRI of the whole body ordered yesterday", EYES, WALK,
             order(MRI_WHOLE_BODY, ago(1))),
        case("met-orders-and-study", "T4 R4a info", "opsoclonus and ataxia; MRI of the neck is final, those of chest, abdomen and pelvis "
             "are ordered: together the four regions", EYES, WALK, *parts(5, "neck"),
             *[order(MRI_PARTS[region], ago(1)) for region in FOUR[1:]]),
        case("not-met-one-region", "T2 R2a warning", "opsoclonus and ataxia; MRI of the abdomen ordered yesterday is no tumour search: "
             "the card names the regions that are not recorded", EYES, WALK, order(MRI_PARTS["abdomen"], ago(1)),
             says="not recorded: neck, chest, pelvis"),
        case("not-met-without-neck", "T2 R2a warning", "opsoclonus and ataxia; MRI of chest, abdomen and pelvis and urine HVA are final, "
             "the neck is missing", EYES, WALK, *parts(5, *FOUR[1:]), urine(5)),
        case("met-without-urine", "T4 R4a info", "opsoclonus and ataxia; whole-body MRI is final, urine is missing", EYES, WALK,
             scan(5)),
        case("not-met", "T2 R2a warning", "opsoclonus and ataxia; the order for the MRI was revoked", EYES, WALK,
             order(MRI_WHOLE_BODY, ago(1), status="revoked")),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia; no list of orders or reports came, so imaging counts as none and "
             "the card says that nobody checked", EYES, WALK, without=ORDER_LISTS, says="not checked", section="2.8, 2.10"),
        case("uncertain", "T2 R2a warning", "opsoclonus and ataxia; the status of the order is 'unknown', which is no order", EYES,
             WALK, order(MRI_WHOLE_BODY, ago(1), status="unknown")),
        case("age-unknown", "T0 R0", "opsoclonus and ataxia without a birth date, MRI ordered yesterday: of the workup rules none "
             "is shown", EYES, WALK, order(MRI_WHOLE_BODY, ago(1)), born=None, section="2.6, 2.8"),
        case("episode-pad-on-the-last-day", "T4 R4a info", "whole-body MRI 30 days before the first opsoclonus and ataxia belongs to "
             "the episode; urine is missing", EYES, WALK, scan(50)),
        case("episode-pad-a-day-too-far", "T2 R2a warning", "whole-body MRI 31 days before the first opsoclonus and ataxia does not "
             "belong to the episode", EYES, WALK, scan(51))),
    "R4b": block("2.8", "imaging long done, opsoclonus still present and no tumour recorded asks for imaging again",
        case("met", "T4 R4b info", "opsoclonus and ataxia since 110 days; whole-body MRI and urine HVA are 100 days old", *LONG,
             scan(100), urine(100)),
        case("not-met", "T0 R0-workup-complete", "opsoclonus and ataxia since 110 days; whole-body MRI is 30 days old, urine done",
             *LONG, scan(30), urine(100)),
        case("unknown", "T2 R2a warning", "opsoclonus and ataxia since 110 days; the report of the whole-body MRI is still "
             "preliminary, so imaging is not done", *LONG, scan(100, status="preliminary"), urine(100)),
        case("met-a-later-study-of-one-region", "T4 R4b info", "opsoclonus and ataxia since 110 days; whole-body MRI and urine are 100 "
             "days old, and an MRI of the abdomen of 5 days ago does not make the search younger", *LONG, scan(100), urine(100),
             *parts(5, "abdomen")),
        case("repeat-until-on-the-last-day", "T4 R4b info", "opsoclonus on the list for 730 days, imaging and urine 100 days old",
             item(OPSOCLONUS, 730), scan(100), urine(100)),
        case("repeat-until-a-day-too-far", "T0 R0-workup-complete", "opsoclonus on the list for 731 days and recorded again 20 days ago: "
             "no prompt later than two years", condition(OPSOCLONUS, ago(731), ago(20), category="problem-list-item"), scan(100),
             urine(100)),
        case("repeat-after-on-the-last-day", "T0 R0-workup-complete", "opsoclonus and ataxia; whole-body MRI is 89 days old, urine "
             "done", *LONG, scan(89), urine(100)),
        case("repeat-after-a-day-too-far", "T4 R4b info", "opsoclonus and ataxia; whole-body MRI is 90 days old, urine done",
             *LONG, scan(90), urine(100))),
    "R0-workup-complete": block("2.8", "body imaging of all four regions and urine HVA or VMA, both final, complete the search",
        case("met", "T0 R0-workup-complete", "opsoclonus and ataxia; MRI of neck, chest, abdomen and pelvis and urine HVA 5 days ago",
             EYES, WALK, *parts(5, *FOUR), urine(5)),
        case("met-opsoclonus-not-present", "T0 R0-workup-complete", "ataxia and irritability since 110 days; imaging and urine are "
             "100 days old, and without opsoclonus nothing is repeated", seen(ATAXIA, 110), seen(IRRITABILITY, 110), scan(100),
             urine(100)),
        case("not-met", "T4 R4a info", "opsoclonus and ataxia; the four regions are done, urine is not", EYES, WALK,
             *parts(5, *FOUR)),
        case("unknown", "T4 R4a info", "opsoclonus and ataxia; the four regions are done, the urine HVA is preliminary", EYES, WALK,
             *parts(5, *FOUR), urine(5, status="preliminary"))),
    "R0-known": block("2.11", "opsoclonus and a tumour on record and nothing newer are known to everybody who opens the chart",
        case("met", "T0 R0-known", "neuroblastoma 400 and opsoclonus 200 days ago, both on the list", TUMOUR, item(OPSOCLONUS, 200)),
        case("not-met", "T1 R1b warning", "neuroblastoma and opsoclonus as before, and ataxia 5 days ago", TUMOUR, item(OPSOCLONUS, 200),
             seen(ATAXIA)),
        case("unknown", "T2 R2c warning", "neuroblastoma without any date keeps the card, with opsoclonus 200 days ago",
             condition(NEUROBLASTOMA, None, None, category="problem-list-item"), item(OPSOCLONUS, 200)),
        case("known-after-on-the-last-day", "T2 R2c warning", "neuroblastoma 400 days and opsoclonus 90 days ago", TUMOUR,
             item(OPSOCLONUS, 90)),
        case("known-after-a-day-too-far", "T0 R0-known", "neuroblastoma 400 days and opsoclonus 91 days ago", TUMOUR,
             item(OPSOCLONUS, 91))),
    "R0": block("2.6", "fewer features than any rule asks for give no card",
        case("met", "T0 R0", "nystagmus, which is not opsoclonus, with myoclonus and irritability at eleven months",
             item(NYSTAGMUS, 20), item(MYOCLONUS, 20), MOOD, born="2025-12-10"),
        case("not-met", "T1 R1a warning", "opsoclonus in place of nystagmus, with myoclonus and irritability at eleven months", EYES,
             item(MYOCLONUS, 20), MOOD, born="2025-12-10"),
        case("unknown", "T0 R0", "whether there is opsoclonus is answered 'unknown', with myoclonus and irritability",
             seen(OPSOCLONUS, 5, UNKNOWN), item(MYOCLONUS, 20), MOOD),
        case("observations-missing", "412", "only myoclonus among the Conditions, and the list of Observations did not come",
             item(MYOCLONUS, 20), without=["observations"], section="2.10"),
        case("conditions-missing", "412", "only irritability among the Observations, and the list of Conditions did not come",
             seen(IRRITABILITY), without=["conditions"], section="2.10"),
        case("patient-missing", "412", "opsoclonus and ataxia, but the Patient is null, so nobody knows whose age and record they are",
             *OPSOMYOCLONUS, null=["patient"], section="2.10"),
        case("page-missing", "T0 R0", "only myoclonus; the first page of the Conditions came, and a page more is not a list missing",
             item(MYOCLONUS, 20), next="conditions", section="2.6, 2.10"),
        case("orders-missing", "T0 R0", "only myoclonus; the list of orders did not come, which could not change this answer",
             item(MYOCLONUS, 20), without=["serviceRequests"], section="2.6, 2.10"),
        case("observations-null", "T0 R0", "only myoclonus; the Observations are null, which says looked up and nothing found",
             item(MYOCLONUS, 20), null=["observations"], section="2.6, 2.10")),
}
