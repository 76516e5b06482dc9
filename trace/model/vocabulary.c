/* vocabulary.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "vocabulary.h"

#include <string.h>

#include "event.h"
#include "number.h"

/* The first table that knows an event wins; lazy_mm comes before lz because it names the fields that
 * it requires more narrowly. */
static const MmsVocabulary *const vocabularies[] = {
  &mms_vocabulary_sched,
  &mms_vocabulary_lazy_mm,
  &mms_vocabulary_lz,
  &mms_vocabulary_simulator,
};

/* Letters of the own answers, in the order of the MMS_SLOT_OWN_* slots */
static const char own_letters[] = "alzcmp";
G_STATIC_ASSERT (sizeof (own_letters) - 1 == MMS_N_OWN_SLOTS);

static gboolean
has_required (const MmsKind *kind, const char *required)
{
  g_auto (GStrv) names = NULL;

  if (required == NULL)
    return TRUE;

  names = g_strsplit (required, " ", -1);
  for (guint i = 0; names[i] != NULL; i++)
    {
      if (mms_kind_find_field (kind, names[i]) < 0)
        return FALSE;
    }
  return TRUE;
}

static MmsBinding
bind_field (const MmsKind *kind, const char *alternatives)
{
  g_auto (GStrv) names = g_strsplit (alternatives, "|", -1);
  MmsBinding binding = { 0 };

  for (guint i = 0; names[i] != NULL; i++)
    {
      char *bracket = strchr (names[i], '[');
      guint element = 0;
      int field;

      if (bracket != NULL)
        {
          element = (guint) g_ascii_strtoull (bracket + 1, NULL, 10);
          *bracket = '\0';
        }
      field = mms_kind_find_field (kind, names[i]);
      if (field >= 0)
        {
          binding.is_bound = TRUE;
          binding.element = (guint8) element;
          binding.field = (guint16) field;
          break;
        }
    }
  return binding;
}

static void
bind_own (MmsKind *kind)
{
  g_clear_pointer (&kind->own, g_free);
  kind->n_own_cpus = 0;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind->fields, MmsField, i);
      const char *letter = strchr (own_letters, field->name[0]);
      guint64 cpu;

      if (letter == NULL || *letter == '\0' || !g_ascii_isdigit (field->name[1]))
        continue;
      if (!mms_number_parse (field->name + 1, 10, 0, MMS_MAX_CPUS - 1, &cpu))
        continue;
      if (cpu >= kind->n_own_cpus)
        {
          kind->own = g_renew (guint16, kind->own, (cpu + 1) * MMS_N_OWN_SLOTS);
          memset (kind->own + kind->n_own_cpus * MMS_N_OWN_SLOTS, 0,
                  (cpu + 1 - kind->n_own_cpus) * MMS_N_OWN_SLOTS * sizeof (guint16));
          kind->n_own_cpus = (guint) cpu + 1;
        }
      kind->own[cpu * MMS_N_OWN_SLOTS + (letter - own_letters)] = (guint16) (i + 1);
    }
}

static void
bind (MmsKind *kind)
{
  kind->role = MMS_ROLE_NONE;
  kind->vocabulary = NULL;
  memset (kind->bindings, 0, sizeof (kind->bindings));

  for (guint v = 0; v < G_N_ELEMENTS (vocabularies); v++)
    {
      const MmsVocabulary *vocabulary = vocabularies[v];

      if (kind->system != NULL && !vocabulary->any_system
          && strcmp (kind->system, vocabulary->name) != 0)
        continue;

      for (const MmsVocabularyEntry *entry = vocabulary->entries; entry->name != NULL; entry++)
        {
          if (strcmp (entry->name, kind->name) != 0 || !has_required (kind, entry->required))
            continue;

          kind->role = entry->role;
          kind->vocabulary = vocabulary->name;
          for (guint i = 0; i < MMS_VOCABULARY_MAX_SLOTS && entry->slots[i].field != NULL; i++)
            kind->bindings[entry->slots[i].slot] = bind_field (kind, entry->slots[i].field);
          if (vocabulary->has_own)
            bind_own (kind);
          return;
        }
    }
}

void
mms_vocabulary_bind (MmsKind *kind)
{
  bind (kind);
  mms_kind_plan (kind);
}
