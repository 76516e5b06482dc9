/* litmus-write.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-write.h"

#include <string.h>

#include "litmus-name.h"

/* Registers of a process that others read, too */
#define MAX_READS 40

/* A value that nothing has: what a compare-and-exchange that fails compares with */
#define OTHER_VALUE 9999

#define LINE_LENGTH 100

/**
 * Writer:
 * @names: (element-type utf8): by place, what it is called in the test
 * @question: what comes behind `exists (`
 * @column: of @question's last line
 */
typedef struct
{
  const MmsFragment *fragment;
  GPtrArray *names;
  GString *text;
  GString *question;
  guint column;
  guint n_reads; /* of the process at hand */
} Writer;

static void
put_title (Writer *writer, const char *name)
{
  g_autofree char *title = g_strdup (name);

  for (char *p = title; *p != '\0'; p++)
    if (!g_ascii_isalnum (*p) && strchr ("+-._", *p) == NULL)
      *p = '_';
  g_string_append_printf (writer->text, "C %s\n\n", *title != '\0' ? title : "fragment");
}

static gboolean
has_value (const MmsFragment *fragment, int value)
{
  for (guint i = 0; i < fragment->threads->len; i++)
    {
      const MmsFragmentThread *thread = fragment->threads->pdata[i];

      for (guint j = 0; j < thread->operations->len; j++)
        {
          const MmsFragmentOperation *operation = thread->operations->pdata[j];

          if ((mms_fragment_reads (operation) && operation->seen == value)
              || (mms_fragment_writes (operation) && operation->written == value)
              || (mms_fragment_has_place (operation)
                  && mms_fragment_get_place (fragment, operation->place)->initial == value))
            return TRUE;
        }
    }
  return FALSE;
}

static void
put_comment (Writer *writer, const char *origin)
{
  const GPtrArray *names = writer->fragment->names;

  g_string_append (writer->text, "(*\n");
  if (origin != NULL)
    {
      g_autofree char *remark = mms_litmus_make_remark (origin);

      g_string_append_printf (writer->text, " * %s\n", remark);
    }
  g_string_append (writer->text,
                   " * Branches are not in it: an order that only they made is lost.\n");
  for (guint i = 0; i < names->len; i++)
    if (names->pdata[i] != NULL && has_value (writer->fragment, (int) i))
      {
        g_autofree char *remark = mms_litmus_make_remark (names->pdata[i]);

        g_string_append_printf (writer->text, " * %u is %s.\n", i, remark);
      }
  g_string_append (writer->text, " *)\n\n");
}

/* --- places --- */

static gboolean
touches (const MmsFragmentThread *thread, guint place)
{
  for (guint i = 0; i < thread->operations->len; i++)
    {
      const MmsFragmentOperation *operation = thread->operations->pdata[i];

      if (mms_fragment_has_place (operation) && operation->place == place)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_used (const MmsFragment *fragment, guint place)
{
  for (guint i = 0; i < fragment->threads->len; i++)
    if (touches (fragment->threads->pdata[i], place))
      return TRUE;
  return FALSE;
}

static const char *
get_type (const MmsFragmentPlace *place)
{
  return place->is_lock && place->initial == 0 ? "spinlock_t" : "int";
}

static void
put_init (Writer *writer)
{
  g_string_append (writer->text, "{\n");
  for (guint i = 0; i < writer->fragment->places->len; i++)
    {
      const MmsFragmentPlace *place = mms_fragment_get_place (writer->fragment, i);

      if (!is_used (writer->fragment, i))
        continue;
      g_string_append_printf (writer->text, "\t%s %s", get_type (place),
                              (char *) writer->names->pdata[i]);
      if (!place->is_lock || place->initial != 0)
        g_string_append_printf (writer->text, " = %d", place->initial);
      g_string_append (writer->text, ";\n");
    }
  g_string_append (writer->text, "}\n");
}

static void
put_head (Writer *writer, guint number, const MmsFragmentThread *thread)
{
  gboolean is_first = TRUE;

  g_string_append_printf (writer->text, "\nP%u(", number);
  for (guint i = 0; i < writer->fragment->places->len; i++)
    {
      if (!touches (thread, i))
        continue;
      g_string_append_printf (writer->text, "%s%s *%s", is_first ? "" : ", ",
                              get_type (mms_fragment_get_place (writer->fragment, i)),
                              (char *) writer->names->pdata[i]);
      is_first = FALSE;
    }
  g_string_append_printf (writer->text, ") /* CPU %u */\n{\n", thread->cpu);
}

/* --- operations --- */

static void
ask (Writer *writer, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
ask (Writer *writer, const char *format, ...)
{
  g_autofree char *part = NULL;
  va_list arguments;

  va_start (arguments, format);
  part = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (writer->question->len > 0)
    {
      gboolean breaks = writer->column + strlen (part) + 4 > LINE_LENGTH;

      g_string_append (writer->question, breaks ? " /\\\n\t" : " /\\ ");
      writer->column = breaks ? 8 : writer->column + 4;
    }
  g_string_append (writer->question, part);
  writer->column += (guint) strlen (part);
}

/* Whether an operation before @number gave a value that this one depends on: into which register.
 * -1: none */
static int
find_need (const MmsFragmentThread *thread, guint number)
{
  const MmsFragmentOperation *operation = thread->operations->pdata[number];
  guint n_reads = 0;
  int found = -1;

  for (guint i = 0; i < number && operation->needs != NULL; i++)
    {
      const MmsFragmentOperation *earlier = thread->operations->pdata[i];

      if (!mms_fragment_reads (earlier))
        continue;
      if (earlier->step != NULL
          && g_ptr_array_find_with_equal_func (operation->needs, earlier->step, g_str_equal, NULL))
        found = (int) n_reads;
      n_reads++;
    }
  return found;
}

static const char *
get_suffix (const MmsFragmentOperation *operation)
{
  switch (operation->order)
    {
    case MMS_FRAGMENT_FULL:
      return "";
    case MMS_FRAGMENT_ACQUIRE:
      return "_acquire";
    case MMS_FRAGMENT_RELEASE:
      return "_release";
    default:
      return "_relaxed";
    }
}

static void
put_fence (Writer *writer, MmsFragmentOrder order, gboolean is_behind_lock)
{
  const char *name = "smp_mb";

  if (order == MMS_FRAGMENT_WMB)
    name = "smp_wmb";
  else if (order == MMS_FRAGMENT_RMB)
    name = "smp_rmb";
  else if (order == MMS_FRAGMENT_AFTER_SPINLOCK && is_behind_lock)
    name = "smp_mb__after_spinlock";
  g_string_append_printf (writer->text, "%s();", name);
}

/* What is read goes into the next register, and into the question. */
static void
put_read (Writer *writer, guint process, const MmsFragmentOperation *operation, int need)
{
  const char *name = writer->names->pdata[operation->place];
  g_autofree char *pointer = need < 0 ? g_strdup (name)
                                      : g_strdup_printf ("(%s + (r%d & 0))", name, need);

  const int amount = operation->written - operation->seen;

  g_string_append_printf (writer->text, "r%u = ", writer->n_reads);
  if (operation->kind == MMS_FRAGMENT_ADD && ABS (amount) < OTHER_VALUE)
    g_string_append_printf (writer->text, "atomic_fetch_%s%s(%d, %s);", amount < 0 ? "sub" : "add",
                            get_suffix (operation), ABS (amount), pointer);
  else if (operation->kind == MMS_FRAGMENT_RMW || operation->kind == MMS_FRAGMENT_ADD)
    g_string_append_printf (writer->text, "xchg%s(%s, %d);", get_suffix (operation), pointer,
                            operation->written);
  else if (operation->kind == MMS_FRAGMENT_FAILED)
    g_string_append_printf (writer->text, "cmpxchg%s(%s, %d, 0);", get_suffix (operation), pointer,
                            OTHER_VALUE);
  else if (operation->order == MMS_FRAGMENT_ACQUIRE)
    g_string_append_printf (writer->text, "smp_load_acquire(%s);", pointer);
  else
    g_string_append_printf (writer->text, "READ_ONCE(*%s);", pointer);
  ask (writer, "%u:r%u=%d", process, writer->n_reads, operation->seen);
  writer->n_reads++;
}

static void
put_store (Writer *writer, const MmsFragmentOperation *operation, int need)
{
  const char *name = writer->names->pdata[operation->place];
  g_autofree char *value = need < 0
                               ? g_strdup_printf ("%d", operation->written)
                               : g_strdup_printf ("%d + (r%d & 0)", operation->written, need);

  if (operation->order == MMS_FRAGMENT_RELEASE)
    g_string_append_printf (writer->text, "smp_store_release(%s, %s);", name, value);
  else if (operation->order == MMS_FRAGMENT_FULL)
    g_string_append_printf (writer->text, "smp_store_mb(*%s, %s);", name, value);
  else
    g_string_append_printf (writer->text, "WRITE_ONCE(*%s, %s);", name, value);
}

static void
put_where (Writer *writer, const MmsFragmentOperation *operation)
{
  g_autofree char *where = NULL;
  g_autofree char *remark = NULL;

  if (operation->step == NULL && operation->remark == NULL)
    return;
  /* A step without a name of its own is called by its line. */
  if (g_strcmp0 (operation->step, operation->remark) == 0)
    where = g_strdup (operation->step);
  else
    where = g_strconcat (operation->step != NULL ? operation->step : "",
                         operation->step != NULL && operation->remark != NULL ? ", " : "",
                         operation->remark, NULL);
  remark = mms_litmus_make_remark (where);
  g_string_append_printf (writer->text, " /* %s */", remark);
}

static void
put_operation (Writer *writer, guint process, const MmsFragmentThread *thread, guint number)
{
  const MmsFragmentOperation *operation = thread->operations->pdata[number];
  const MmsFragmentOperation *before = number > 0 ? thread->operations->pdata[number - 1] : NULL;
  const int need = find_need (thread, number);

  g_string_append_c (writer->text, '\t');
  if (operation->kind == MMS_FRAGMENT_NOTE)
    {
      g_autofree char *remark = mms_litmus_make_remark (operation->remark);

      g_string_append_printf (writer->text, "/* %s */\n", remark);
      return;
    }
  switch (operation->kind)
    {
    case MMS_FRAGMENT_FENCE:
      put_fence (writer, operation->order, before != NULL && before->kind == MMS_FRAGMENT_LOCK);
      break;
    case MMS_FRAGMENT_LOCK:
    case MMS_FRAGMENT_UNLOCK:
      g_string_append_printf (writer->text, "spin_%s(%s);",
                              operation->kind == MMS_FRAGMENT_LOCK ? "lock" : "unlock",
                              (char *) writer->names->pdata[operation->place]);
      break;
    case MMS_FRAGMENT_STORE:
      put_store (writer, operation, need);
      break;
    default:
      put_read (writer, process, operation, need);
      break;
    }
  put_where (writer, operation);
  g_string_append_c (writer->text, '\n');
}

static guint
count_reads (const MmsFragmentThread *thread)
{
  guint n = 0;

  for (guint i = 0; i < thread->operations->len; i++)
    {
      const MmsFragmentOperation *operation = thread->operations->pdata[i];

      n += mms_fragment_reads (operation);
    }
  return n;
}

static void
put_process (Writer *writer, guint number, const MmsFragmentThread *thread)
{
  guint n_reads = count_reads (thread);

  put_head (writer, number, thread);
  for (guint i = 0; i < n_reads; i++)
    g_string_append_printf (writer->text, "\tint r%u;%s", i, i + 1 < n_reads ? "\n" : "\n\n");
  writer->n_reads = 0;
  for (guint i = 0; i < thread->operations->len; i++)
    put_operation (writer, number, thread, i);
  g_string_append (writer->text, "}\n");
}

static gboolean
check (const MmsFragment *fragment, GError **error)
{
  for (guint i = 0; i < fragment->threads->len; i++)
    {
      const MmsFragmentThread *thread = fragment->threads->pdata[i];

      if (count_reads (thread) > MAX_READS)
        {
          g_set_error (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_UNFIT,
                       "CPU %u reads more than %d times; a litmus test shows a small part",
                       thread->cpu, MAX_READS);
          return FALSE;
        }
    }
  return TRUE;
}

char *
mms_fragment_to_litmus (const MmsFragment *fragment,
                        const char        *name,
                        const char        *origin,
                        GError           **error)
{
  Writer writer = { .fragment = fragment };

  if (!check (fragment, error))
    return NULL;
  writer.names = g_ptr_array_new_with_free_func (g_free);
  writer.text = g_string_new (NULL);
  writer.question = g_string_new (NULL);
  writer.column = 8;
  for (guint i = 0; i < fragment->places->len; i++)
    {
      const char *place = mms_fragment_get_place (fragment, i)->name;

      g_ptr_array_add (writer.names, mms_litmus_make_name (writer.names, place));
    }

  put_title (&writer, name);
  put_comment (&writer, origin);
  put_init (&writer);
  for (guint i = 0; i < fragment->threads->len; i++)
    put_process (&writer, i, fragment->threads->pdata[i]);
  for (guint i = 0; i < fragment->places->len; i++)
    {
      const MmsFragmentPlace *place = mms_fragment_get_place (fragment, i);

      if (place->is_contested && place->has_last && !place->is_lock && is_used (fragment, i))
        ask (&writer, "%s=%d", (char *) writer.names->pdata[i], place->last);
    }
  g_string_append_printf (writer.text, "\nexists (%s)\n",
                          writer.question->len > 0 ? writer.question->str : "true");

  g_ptr_array_unref (writer.names);
  g_string_free (writer.question, TRUE);
  return g_string_free (writer.text, FALSE);
}

static const char *
get_memory (MmsTrace *trace)
{
  guint n;
  const MmsProperty *properties = mms_trace_get_properties (trace, &n);

  for (guint i = 0; i < n; i++)
    if (g_str_equal (properties[i].name, "memory") && properties[i].is_string)
      return properties[i].value;
  return NULL;
}

gboolean
mms_write_litmus (MmsTrace      *trace,
                  guint          first,
                  guint          last,
                  const char    *name,
                  MmsWriteFunc   func,
                  gpointer       user_data,
                  GError       **error)
{
  g_autoptr (MmsFragment) fragment = mms_fragment_read (trace, first, last, error);
  g_autofree char *base = g_path_get_basename (mms_trace_get_path (trace));
  const char *memory = get_memory (trace);
  g_autofree char *origin = NULL;
  g_autofree char *text = NULL;
  guint n_events;

  if (fragment == NULL)
    return FALSE;
  mms_trace_get_events (trace, &n_events);
  last = MIN (last, n_events);
  origin = g_strdup_printf ("What CPUs could notice of each other in events %u to %u of %s%s%s.",
                            first, last, base, memory != NULL ? ", under " : "",
                            memory != NULL ? memory : "");
  text = mms_fragment_to_litmus (fragment, name, origin, error);
  if (text == NULL)
    return FALSE;
  if (func (text, strlen (text), user_data))
    return TRUE;
  g_set_error_literal (error, MMS_WRITE_ERROR, MMS_WRITE_ERROR_STOPPED, "stopped");
  return FALSE;
}
