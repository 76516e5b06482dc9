/* test-vocabulary.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "model/vocabulary.h"

static MmsKind *
make_kind (const char *system, const char *name, const char *fields)
{
  MmsKind *kind = mms_kind_new (system, name, 1);
  g_auto (GStrv) names = g_strsplit (fields, " ", -1);

  for (guint i = 0; names[i] != NULL; i++)
    {
      MmsField field = { .name = g_intern_string (names[i]), .form = MMS_FIELD_UNSIGNED };

      mms_kind_add_field (kind, &field);
    }
  mms_vocabulary_bind (kind);
  return kind;
}

/* Text traces tell no systems: the fields decide which vocabulary an event belongs to. */
static void
test_by_fields (void)
{
  g_autoptr (MmsKind) called = make_kind (NULL, "switch_mm", "prev next tsk tpid caller");
  g_autoptr (MmsKind) done = make_kind (NULL, "switch_mm", "arg_prev real_prev next next_id");
  g_autoptr (MmsKind) other = make_kind (NULL, "switch_mm", "something else");

  g_assert_cmpint (called->role, ==, MMS_ROLE_SWITCH_MM_CALLED);
  g_assert_cmpstr (called->vocabulary, ==, "lz");
  g_assert_cmpint (done->role, ==, MMS_ROLE_SWITCH_MM_DONE);
  g_assert_cmpstr (done->vocabulary, ==, "lazy_mm");
  g_assert_cmpint (other->role, ==, MMS_ROLE_NONE);
}

static void
test_by_system (void)
{
  g_autoptr (MmsKind) lz = make_kind ("lz", "mm_alloc", "mm users count ctx");
  g_autoptr (MmsKind) lazy_mm = make_kind ("lazy_mm", "mm_alloc", "mm id pid");
  g_autoptr (MmsKind) other = make_kind ("mine", "mm_alloc", "mm id pid");

  g_assert_cmpint (lz->role, ==, MMS_ROLE_MM_ALLOC_DONE);
  g_assert_cmpint (lazy_mm->role, ==, MMS_ROLE_MM_ALLOCATED);
  g_assert_cmpint (other->role, ==, MMS_ROLE_NONE);
}

static void
test_alternatives (void)
{
  g_autoptr (MmsKind) plain = make_kind ("lz", "mmput", "mm users count caller");
  g_autoptr (MmsKind) array = make_kind ("lz", "mmput", "mm uc caller");

  g_assert_true (plain->bindings[MMS_SLOT_COUNT].is_bound);
  g_assert_cmpuint (plain->bindings[MMS_SLOT_COUNT].field, ==, 2);
  g_assert_true (array->bindings[MMS_SLOT_COUNT].is_bound);
  g_assert_cmpuint (array->bindings[MMS_SLOT_COUNT].field, ==, 1);
  g_assert_cmpuint (array->bindings[MMS_SLOT_COUNT].element, ==, 1);
  g_assert_false (plain->bindings[MMS_SLOT_NEXT].is_bound);
}

static void
test_own (void)
{
  g_autoptr (MmsKind) kind = make_kind ("lz", "fts", "ppid c0 a0 l0 z0 a12 cpu area a99999999");

  g_assert_cmpuint (kind->n_own_cpus, ==, 13);
  g_assert_cmpuint (kind->own[0], ==, 3);
  g_assert_cmpuint (kind->own[12 * MMS_N_OWN_SLOTS], ==, 6);
  g_assert_cmpuint (kind->own[5 * MMS_N_OWN_SLOTS], ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vocabulary/by-fields", test_by_fields);
  g_test_add_func ("/vocabulary/by-system", test_by_system);
  g_test_add_func ("/vocabulary/alternatives", test_alternatives);
  g_test_add_func ("/vocabulary/own", test_own);
  return g_test_run ();
}
