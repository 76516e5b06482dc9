/* finding-list.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "finding-list.h"

#include <string.h>

/* So many rows fit the panel without being folded. */
#define FEW_ROWS 8

typedef struct
{
  MmsFindingGroup group;
  GArray *findings; /* guint: all of them, ascending */
  GArray *shown;    /* guint: those that the filter passes */
} Group;

struct _MmsFindingList
{
  MmsDocument *document;
  GPtrArray *findings; /* MmsFinding, the document's; NULL without one */
  GPtrArray *groups;   /* Group, by their first finding */
  GArray *group_of;    /* guint: index into groups, by finding */
  MmsFindingSort sort;
  gboolean hides_info;
  char *filter;
  GArray *rows; /* guint */
  GArray *is_shown; /* guint8, by finding */
  guint n_shown;
};

static void
group_free (gpointer data)
{
  Group *group = data;

  g_array_unref (group->findings);
  g_array_unref (group->shown);
  g_free (group);
}

MmsFindingList *
mms_finding_list_new (void)
{
  MmsFindingList *list = g_new0 (MmsFindingList, 1);

  list->groups = g_ptr_array_new_with_free_func (group_free);
  list->group_of = g_array_new (FALSE, FALSE, sizeof (guint));
  list->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  list->is_shown = g_array_new (FALSE, TRUE, sizeof (guint8));
  list->filter = g_strdup ("");
  return list;
}

void
mms_finding_list_free (MmsFindingList *list)
{
  g_clear_pointer (&list->document, mms_document_unref);
  g_ptr_array_unref (list->groups);
  g_array_unref (list->group_of);
  g_array_unref (list->rows);
  g_array_unref (list->is_shown);
  g_free (list->filter);
  g_free (list);
}

static const MmsFinding *
get_finding (MmsFindingList *list, guint index)
{
  return g_ptr_array_index (list->findings, index);
}

static Group *
get_group (MmsFindingList *list, guint finding)
{
  return g_ptr_array_index (list->groups, g_array_index (list->group_of, guint, finding));
}

/* The cause of a cause: roots may be told from one finding to the next. */
static guint
find_root (MmsFindingList *list, guint index)
{
  for (guint i = 0; i < list->findings->len; i++)
    {
      guint root = get_finding (list, index)->root;

      if (root >= list->findings->len || root == index)
        break;
      index = root;
    }
  return index;
}

static guint
hash_cause (gconstpointer key)
{
  const MmsFinding *root = key;

  return root->event * 31 + root->mm;
}

static gboolean
is_same_cause (gconstpointer a, gconstpointer b)
{
  const MmsFinding *x = a;
  const MmsFinding *y = b;

  /* Of no mm, each cause is its own. */
  return x == y || (x->event == y->event && x->mm == y->mm && x->mm != 0);
}

static void
make_groups (MmsFindingList *list)
{
  g_autoptr (GHashTable) by_cause = g_hash_table_new (hash_cause, is_same_cause);

  for (guint i = 0; i < list->findings->len; i++)
    {
      gpointer root = (gpointer) get_finding (list, find_root (list, i));
      guint number = GPOINTER_TO_UINT (g_hash_table_lookup (by_cause, root));

      if (number == 0)
        {
          Group *group = g_new0 (Group, 1);

          group->findings = g_array_new (FALSE, FALSE, sizeof (guint));
          group->shown = g_array_new (FALSE, FALSE, sizeof (guint));
          g_ptr_array_add (list->groups, group);
          number = list->groups->len;
          g_hash_table_insert (by_cause, root, GUINT_TO_POINTER (number));
        }
      number--;
      g_array_append_val (list->group_of, number);
      g_array_append_val (((Group *) list->groups->pdata[number])->findings, i);
    }
}

static gboolean
contains (const char *text, const char *word)
{
  g_autofree char *folded = g_ascii_strdown (text, -1);

  return strstr (folded, word) != NULL;
}

static gboolean
matches (MmsFindingList *list, const MmsFinding *finding, const char *word)
{
  MmsHistory *history = mms_document_get_history (list->document);

  if (g_str_has_prefix (word, "cpu:"))
    {
      g_autofree char *cpu = g_strdup_printf ("%d", finding->cpu);

      return finding->cpu >= 0 && g_str_equal (cpu, word + 4);
    }
  if (g_str_has_prefix (word, "mm:"))
    {
      g_autofree char *name = mms_history_name_mm (history, finding->mm);

      return finding->mm != 0
             && (g_ascii_strcasecmp (mms_history_get_mm (history, finding->mm)->label, word + 3)
                     == 0
                 || g_ascii_strcasecmp (name, word + 3) == 0);
    }
  return g_str_equal (mms_severity_get_name (finding->severity), word)
         || g_str_equal (mms_confidence_get_name (finding->confidence), word)
         || contains (finding->id, word) || contains (finding->name, word)
         || contains (finding->message, word);
}

static gboolean
passes (MmsFindingList *list, const MmsFinding *finding, char **words)
{
  if (list->hides_info && finding->severity == MMS_SEVERITY_INFO)
    return FALSE;
  for (char **word = words; *word; word++)
    {
      gboolean is_negated = **word == '!' || **word == '-';

      if (*(*word + is_negated) && matches (list, finding, *word + is_negated) == is_negated)
        return FALSE;
    }
  return TRUE;
}

static guint
get_mm_key (const MmsFinding *finding)
{
  return finding->mm != 0 ? finding->mm : G_MAXUINT;
}

static guint
get_cpu_key (const MmsFinding *finding)
{
  return finding->cpu >= 0 ? (guint) finding->cpu : G_MAXUINT;
}

static int
compare_numbers (guint a, guint b)
{
  return a < b ? -1 : a > b;
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer user_data)
{
  MmsFindingList *list = user_data;
  const Group *x = *(const Group *const *) a;
  const Group *y = *(const Group *const *) b;
  const MmsFinding *first = get_finding (list, x->group.first);
  const MmsFinding *second = get_finding (list, y->group.first);
  int order = 0;

  if (list->sort == MMS_FINDING_SORT_SEVERITY)
    order = compare_numbers (y->group.worst, x->group.worst);
  else if (list->sort == MMS_FINDING_SORT_CPU)
    order = compare_numbers (get_cpu_key (first), get_cpu_key (second));
  else if (list->sort == MMS_FINDING_SORT_MM)
    order = compare_numbers (get_mm_key (first), get_mm_key (second));
  if (order == 0)
    order = compare_numbers (first->event, second->event);
  return order != 0 ? order : compare_numbers (x->group.first, y->group.first);
}

/* The first of those that nothing is worse than: the title is to be that of the severity beside it. */
static guint
find_worst (MmsFindingList *list, const GArray *findings)
{
  guint worst = g_array_index (findings, guint, 0);

  for (guint i = 1; i < findings->len; i++)
    if (get_finding (list, g_array_index (findings, guint, i))->severity > get_finding (list, worst)->severity)
      worst = g_array_index (findings, guint, i);
  return worst;
}

static void
update_group (MmsFindingList *list, Group *group, char **words)
{
  g_array_set_size (group->shown, 0);
  group->group.worst = MMS_SEVERITY_INFO;
  for (guint i = 0; i < group->findings->len; i++)
    {
      guint index = g_array_index (group->findings, guint, i);
      const MmsFinding *finding = get_finding (list, index);

      g_array_index (list->is_shown, guint8, index) = passes (list, finding, words);
      if (!g_array_index (list->is_shown, guint8, index))
        continue;
      g_array_append_val (group->shown, index);
      group->group.worst = MAX (group->group.worst, finding->severity);
    }
  group->group.n = group->shown->len;
  group->group.first = find_worst (list, group->shown->len > 0 ? group->shown : group->findings);
}

static void
make_rows (MmsFindingList *list)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < list->groups->len; i++)
    if (((Group *) list->groups->pdata[i])->group.n > 0)
      g_ptr_array_add (sorted, list->groups->pdata[i]);
  g_ptr_array_sort_with_data (sorted, compare_groups, list);

  g_array_set_size (list->rows, 0);
  for (guint i = 0; i < sorted->len; i++)
    {
      const Group *group = g_ptr_array_index (sorted, i);
      guint code = group->group.first | MMS_FINDING_ROW_GROUP;

      if (group->group.n > 1)
        g_array_append_val (list->rows, code);
      if (group->group.n == 1 || !group->group.is_folded)
        g_array_append_vals (list->rows, group->shown->data, group->shown->len);
    }
}

static void
update (MmsFindingList *list)
{
  g_autofree char *folded = g_ascii_strdown (list->filter, -1);
  g_auto (GStrv) words = g_strsplit_set (folded, " \t", -1);

  list->n_shown = 0;
  for (guint i = 0; i < list->groups->len; i++)
    {
      update_group (list, list->groups->pdata[i], words);
      list->n_shown += ((Group *) list->groups->pdata[i])->group.n;
    }
  make_rows (list);
}

void
mms_finding_list_set_document (MmsFindingList *list, MmsDocument *document)
{
  g_return_if_fail (list);

  if (document)
    mms_document_ref (document);
  g_clear_pointer (&list->document, mms_document_unref);
  list->document = document;
  list->findings = document ? mms_document_get_findings (document) : NULL;
  g_ptr_array_set_size (list->groups, 0);
  g_array_set_size (list->group_of, 0);
  g_array_set_size (list->is_shown, document ? list->findings->len : 0);
  if (document)
    make_groups (list);
  update (list);
  if (list->rows->len > FEW_ROWS)
    mms_finding_list_fold_all (list, TRUE);
}

void
mms_finding_list_set_sort (MmsFindingList *list, MmsFindingSort sort)
{
  g_return_if_fail (list && sort < MMS_N_FINDING_SORTS);

  list->sort = sort;
  make_rows (list);
}

void
mms_finding_list_hide_info (MmsFindingList *list, gboolean hide)
{
  g_return_if_fail (list);

  list->hides_info = hide;
  update (list);
}

void
mms_finding_list_set_filter (MmsFindingList *list, const char *text)
{
  g_return_if_fail (list && text);

  g_free (list->filter);
  list->filter = g_strdup (text);
  update (list);
}

const char *
mms_finding_list_get_filter (MmsFindingList *list)
{
  return list->filter;
}

guint
mms_finding_list_get_n_rows (MmsFindingList *list)
{
  return list->rows->len;
}

guint
mms_finding_list_get_row (MmsFindingList *list, guint row)
{
  g_return_val_if_fail (row < list->rows->len, 0);

  return g_array_index (list->rows, guint, row);
}

int
mms_finding_list_find_row (MmsFindingList *list, guint finding)
{
  const Group *group;
  guint code = finding;

  if (!mms_finding_list_is_shown (list, finding))
    return -1;
  group = get_group (list, finding);
  if (group->group.is_folded && group->group.n > 1)
    code = group->group.first | MMS_FINDING_ROW_GROUP;
  for (guint i = 0; i < list->rows->len; i++)
    if (g_array_index (list->rows, guint, i) == code)
      return (int) i;
  return -1;
}

gboolean
mms_finding_list_is_shown (MmsFindingList *list, guint finding)
{
  return finding < list->is_shown->len && g_array_index (list->is_shown, guint8, finding);
}

guint
mms_finding_list_get_n_shown (MmsFindingList *list)
{
  return list->n_shown;
}

const MmsFindingGroup *
mms_finding_list_get_group (MmsFindingList *list, guint finding)
{
  g_return_val_if_fail (finding < list->group_of->len, NULL);

  return &get_group (list, finding)->group;
}

const guint *
mms_finding_list_get_shown (MmsFindingList *list, guint finding, guint *n)
{
  const Group *group;

  *n = 0;
  g_return_val_if_fail (finding < list->group_of->len, NULL);

  group = get_group (list, finding);
  *n = group->shown->len;
  return (const guint *) (gpointer) group->shown->data;
}

char *
mms_finding_list_describe_group (MmsFindingList *list, guint finding)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  GString *text = g_string_new (NULL);
  const Group *group;

  g_return_val_if_fail (finding < list->group_of->len, g_string_free (text, FALSE));

  group = get_group (list, finding);
  for (guint i = 0; i < group->shown->len; i++)
    {
      const char *id = get_finding (list, g_array_index (group->shown, guint, i))->id;
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, id));

      if (count == 0)
        g_ptr_array_add (ids, (gpointer) id);
      g_hash_table_insert (counts, (gpointer) id, GUINT_TO_POINTER (count + 1));
    }
  for (guint i = 0; i < ids->len; i++)
    {
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, ids->pdata[i]));

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", (const char *) ids->pdata[i]);
      if (count > 1)
        g_string_append_printf (text, " ×%u", count);
    }
  return g_string_free (text, FALSE);
}

gboolean
mms_finding_list_fold (MmsFindingList *list, guint finding, gboolean fold)
{
  Group *group;

  g_return_val_if_fail (finding < list->group_of->len, FALSE);

  group = get_group (list, finding);
  if (group->group.is_folded == fold)
    return FALSE;
  group->group.is_folded = fold;
  make_rows (list);
  return TRUE;
}

void
mms_finding_list_fold_all (MmsFindingList *list, gboolean fold)
{
  for (guint i = 0; i < list->groups->len; i++)
    ((Group *) list->groups->pdata[i])->group.is_folded = fold;
  make_rows (list);
}
