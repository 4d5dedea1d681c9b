#include <oms/hooks/intake.hpp>  // first, so that the header is proved self-contained

#include "support/profiles.hpp"
#include "support/resources.hpp"

#include <gtest/gtest.h>

namespace {

using namespace oms;
using fhir::resource_type;
using knowledge::need;
using hooks::list_source;
using test::resource_of;

knowledge::service_definition service_for(std::string hook) {
    knowledge::service_definition s;
    s.id = "s";
    s.hook = std::move(hook);
    s.prefetch = {{"patient", "", knowledge::need::patient}, {"conditions", "", knowledge::need::list}};
    return s;
}

class Intake : public testing::Test {
protected:
    void give(list_source from, std::string_view key, resource_of const& r) {
        if (from == list_source::prefetch && !intake_.asks_for(key)) return;  // the reader passes over it
        intake_.enter(from, key);
        intake_.take(r.get(), r.entry(), test::path_named{"x"});
        intake_.enter(list_source::root, "");
    }
    findings::chart chart() { return gatherer_.finish({"kid-1", "", parse_instant("2026-11-20").value()}); }

    knowledge::service_definition patient_view_ = service_for("patient-view"), problem_list_ = service_for("problem-list-item-create");
    findings::gatherer gatherer_{test::codes()};
    hooks::intake intake_{gatherer_};
};

resource_of& sign(resource_of& r) { return r.code({{"http://snomed.info/sct", "194177006"}}).onset("2026-11-10").recorded("2026-11-10"); }

struct list_row {
    char const* name;
    bool problem_list;
    list_source from;
    char const* key;
    bool counts;
};
class IntakeOfLists : public Intake, public testing::WithParamInterface<list_row> {};

TEST_P(IntakeOfLists, PassesOnOnlyWhatWasAskedFor) {
    list_row const& row = GetParam();
    intake_.reset(row.problem_list ? problem_list_ : patient_view_);
    give(list_source::prefetch, "patient", resource_of{resource_type::patient, "kid-1"});
    resource_of r{resource_type::condition};

    give(row.from, row.key, sign(r));

    EXPECT_EQ(chart().findings.empty(), !row.counts);
}

INSTANTIATE_TEST_SUITE_P(Rows, IntakeOfLists,
                         testing::Values(list_row{"PrefetchKeyOfATemplate", false, list_source::prefetch, "conditions", true},
                                         list_row{"CH_PF_07_UnknownPrefetchKey", false, list_source::prefetch, "allergies", false},
                                         list_row{"ContextListOfTheHook", true, list_source::context, "conditions", true},
                                         list_row{"CH_REQ_10_ContextListOfAnotherHook", false, list_source::context, "conditions", false},
                                         list_row{"DraftOrdersOfAnotherHook", true, list_source::context, "draftOrders", false},
                                         list_row{"BesideBoth", false, list_source::root, "", false}),
                         [](auto const& p) { return std::string{p.param.name}; });

struct patient_row {
    char const* name;
    std::vector<char const*> ids;
    char const* key;
    bool good;
};
class IntakeOfPatients : public Intake, public testing::WithParamInterface<patient_row> {};

TEST_P(IntakeOfPatients, RefusesTheChartOfAnotherPatient) {
    intake_.reset(patient_view_);
    for (char const* id : GetParam().ids) give(list_source::prefetch, GetParam().key, resource_of{resource_type::patient, id});

    auto const checked = intake_.check_patient("kid-1");

    EXPECT_EQ(checked.has_value(), GetParam().good);
    if (!checked) {
        EXPECT_EQ(checked.error().code, errc::bad_element);
        EXPECT_EQ(checked.error().where, "prefetch.patient");
    }
}

INSTANTIATE_TEST_SUITE_P(CH_PF_09, IntakeOfPatients,
                         testing::Values(patient_row{"None", {}, "patient", true}, patient_row{"TheOne", {"kid-1"}, "patient", true},
                                         patient_row{"AnotherOne", {"kid-2"}, "patient", false},
                                         patient_row{"TheOneAmongOthers", {"kid-2", "kid-1"}, "patient", true},
                                         patient_row{"WithoutId", {""}, "patient", true},
                                         patient_row{"AnotherInAList", {"kid-2"}, "conditions", true},
                                         patient_row{"AnotherUnderAnUnknownKey", {"kid-2"}, "mother", true}),
                         [](auto const& p) { return std::string{p.param.name}; });

TEST_F(Intake, ForgetsPatientsOnReset) {
    intake_.reset(patient_view_);
    give(list_source::prefetch, "patient", resource_of{resource_type::patient, "kid-2"});

    intake_.reset(patient_view_);

    EXPECT_TRUE(intake_.check_patient("kid-1").has_value());
}

}  // namespace
