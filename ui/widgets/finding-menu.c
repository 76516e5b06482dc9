/* finding-menu.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "finding-menu.h"

/* Of each sort; a capture may have found something on each of 256 CPUs. */
#define MOST 16

typedef struct
{
  char *term;
  char *label;
  guint count;
} Choice;

static void
choice_free (gpointer data)
{
  Choice *choice = data;

  g_free (choice->term);
  g_free (choice->label);
  g_free (choice);
}

static void
append (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* Takes the texts. */
static void
count (GHashTable *choices, char *term, char *label)
{
  Choice *choice = g_hash_table_lookup (choices, term);

  if (!choice)
    {
      choice = g_new0 (Choice, 1);
      choice->term = term;
      choice->label = label;
      g_hash_table_insert (choices, choice->term, choice);
    }
  else
    {
      g_free (term);
      g_free (label);
    }
  choice->count++;
}

/* The most frequent first, then by name. */
static int
compare_choices (gconstpointer a, gconstpointer b)
{
  const Choice *x = *(const Choice *const *) a;
  const Choice *y = *(const Choice *const *) b;

  if (x->count != y->count)
    return x->count > y->count ? -1 : 1;
  return g_strcmp0 (x->label, y->label);
}

static void
append_choices (GMenu *menu, const char *title, GHashTable *choices)
{
  g_autoptr (GMenu) submenu = g_menu_new ();
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, choices);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_ptr_array_add (sorted, value);
  if (sorted->len == 0)
    return;
  g_ptr_array_sort (sorted, compare_choices);
  for (guint i = 0; i < MIN (sorted->len, MOST); i++)
    {
      const Choice *choice = g_ptr_array_index (sorted, i);
      g_autofree char *label = g_strdup_printf ("%s  (%u)", choice->label, choice->count);

      append (submenu, label, MMS_FINDINGS_ACTION ("add-filter"),
              g_variant_new_string (choice->term));
    }
  g_menu_append_submenu (menu, title, G_MENU_MODEL (submenu));
}

static GHashTable *
new_choices (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, NULL, choice_free);
}

GMenuModel *
mms_finding_menu_new_filters (MmsView *view)
{
  g_autoptr (GHashTable) severities = new_choices ();
  g_autoptr (GHashTable) detectors = new_choices ();
  g_autoptr (GHashTable) cpus = new_choices ();
  g_autoptr (GHashTable) mms = new_choices ();
  g_autoptr (GMenu) only = g_menu_new ();
  g_autoptr (GMenu) show = g_menu_new ();
  g_autoptr (GMenu) rest = g_menu_new ();
  MmsDocument *document = mms_view_get_document (view);
  GPtrArray *findings = document ? mms_document_get_findings (document) : NULL;
  GMenu *menu = g_menu_new ();

  for (guint i = 0; findings && i < findings->len; i++)
    {
      const MmsFinding *finding = g_ptr_array_index (findings, i);
      const char *severity = mms_severity_get_name (finding->severity);

      count (severities, g_strdup (severity), g_strdup (severity));
      count (detectors, g_strdup (finding->id),
             g_strdup_printf ("%s %s", finding->id, finding->name));
      if (finding->cpu >= 0)
        count (cpus, g_strdup_printf ("cpu:%d", finding->cpu),
               g_strdup_printf ("CPU %d", finding->cpu));
      if (finding->mm != 0)
        {
          const char *label
            = mms_history_get_mm (mms_document_get_history (document), finding->mm)->label;

          count (mms, g_strdup_printf ("mm:%s", label), g_strdup_printf ("mm %s", label));
        }
    }
  append_choices (only, "Only this severity", severities);
  append_choices (only, "Only this detector", detectors);
  append_choices (only, "Only this CPU", cpus);
  append_choices (only, "Only this mm", mms);
  append (show, "Show _information", MMS_FINDINGS_ACTION ("show-information"), NULL);
  append (show, "Show _all", MMS_FINDINGS_ACTION ("set-filter"), g_variant_new_string (""));
  append (rest, "_Unfold all", MMS_FINDINGS_ACTION ("fold-all"), g_variant_new_boolean (FALSE));
  append (rest, "_Fold all", MMS_FINDINGS_ACTION ("fold-all"), g_variant_new_boolean (TRUE));
  append (rest, "_Copy all that are shown", MMS_FINDINGS_ACTION ("copy-all"), NULL);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (only));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (show));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (rest));
  return G_MENU_MODEL (menu);
}

static void
append_only (GMenu *menu, char *label, char *term)
{
  append (menu, label, MMS_FINDINGS_ACTION ("add-filter"), g_variant_new_string (term));
  g_free (label);
  g_free (term);
}

GMenuModel *
mms_finding_menu_new_row (MmsView *view, guint row)
{
  g_autoptr (GMenu) copy = g_menu_new ();
  g_autoptr (GMenu) only = g_menu_new ();
  MmsDocument *document = mms_view_get_document (view);
  const MmsFinding *finding = g_ptr_array_index (mms_document_get_findings (document),
                                                 row & ~MMS_FINDING_ROW_GROUP);
  GMenu *menu = g_menu_new ();

  append (copy,
          row & MMS_FINDING_ROW_GROUP ? "_Copy these findings" : "_Copy the finding",
          MMS_FINDINGS_ACTION ("copy"), g_variant_new_uint32 (row));
  append_only (only, g_strdup_printf ("Only %s", finding->id), g_strdup (finding->id));
  if (finding->cpu >= 0)
    append_only (only, g_strdup_printf ("Only CPU %d", finding->cpu),
                 g_strdup_printf ("cpu:%d", finding->cpu));
  if (finding->mm != 0)
    {
      const char *label
        = mms_history_get_mm (mms_document_get_history (document), finding->mm)->label;

      append_only (only, g_strdup_printf ("Only mm %s", label), g_strdup_printf ("mm:%s", label));
    }
  append (only, "Show _all", MMS_FINDINGS_ACTION ("set-filter"), g_variant_new_string (""));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (only));
  return G_MENU_MODEL (menu);
}
