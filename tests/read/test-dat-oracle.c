/* test-dat-oracle.c - every event of captures and of made files, as libtracecmd reads it
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <glib/gstdio.h>
#include <string.h>

#include <trace-cmd.h>

#include "captures.h"
#include "dat-sample.h"

#define MASK(size) ((size) == 8 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << (8 * (size))) - 1)

static void
compare_string (MmsTrace *trace,
                const MmsEvent *event,
                guint index,
                struct tep_format_field *field,
                struct tep_record *record)
{
  g_autofree char *text = mms_trace_get_text (trace, event, index);
  const char *start = (const char *) record->data + field->offset;
  gsize size = field->size;
  g_autofree char *expected = NULL;

  if (field->flags & TEP_FIELD_IS_DYNAMIC)
    {
      unsigned long long location;

      g_assert_cmpint (tep_read_number_field (field, record->data, &location), ==, 0);
      start = (const char *) record->data + (location & 0xffff);
      size = location >> 16;
    }
  else if (size == 0)
    size = record->size - field->offset;

  expected = g_utf8_make_valid (start, strnlen (start, size));
  g_assert_cmpstr (text, ==, expected);
}

static guint
compare_fields (MmsTrace *trace,
                const MmsEvent *event,
                struct tep_event *format,
                struct tep_record *record)
{
  const MmsKind *kind = mms_trace_get_kind (trace, event->kind);
  guint n_compared = 0;

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const MmsField *field = &g_array_index (kind->fields, MmsField, i);
      struct tep_format_field *their = tep_find_field (format, field->name);
      unsigned long long expected;
      guint64 value;

      g_assert_nonnull (their);
      /* There libtraceevent reads what lies behind the record. */
      if (field->offset + field->size > record->size)
        {
          g_assert_false (mms_trace_get_number (trace, event, i, 0, &value));
          continue;
        }
      switch (field->form)
        {
        case MMS_FIELD_UNSIGNED:
        case MMS_FIELD_SIGNED:
          g_assert_cmpint (tep_read_number_field (their, record->data, &expected), ==, 0);
          g_assert_true (mms_trace_get_number (trace, event, i, 0, &value));
          g_assert_cmphex (value & MASK (field->size), ==, expected & MASK (field->size));
          n_compared++;
          break;

        case MMS_FIELD_NUMBERS:
          for (guint j = 0; j < field->size / field->element_size; j++)
            {
              expected = tep_read_number (
                  format->tep, (char *) record->data + field->offset + j * field->element_size,
                  field->element_size);
              g_assert_true (mms_trace_get_number (trace, event, i, j, &value));
              g_assert_cmphex (value & MASK (field->element_size), ==, expected);
              n_compared++;
            }
          break;

        case MMS_FIELD_CHARS:
        case MMS_FIELD_DATA_LOC:
          compare_string (trace, event, i, their, record);
          n_compared++;
          break;

        case MMS_FIELD_REL_LOC:
        case MMS_FIELD_DATA_NUMBERS:
        case MMS_FIELD_BYTES:
        case MMS_FIELD_TEXT:
        default:
          break;
        }
    }
  return n_compared;
}

static const MmsEvent *
find_next (MmsTrace *trace, guint buffer, guint cpu, guint *at)
{
  guint n_events;
  const MmsEvent *events = mms_trace_get_events (trace, &n_events);

  while (*at < n_events)
    {
      const MmsEvent *event = &events[(*at)++];

      if (event->cpu == cpu && mms_trace_get_event_buffer (trace, event) == buffer)
        return event;
    }
  return NULL;
}

static guint
compare_cpu (MmsTrace *trace, guint buffer, struct tracecmd_input *input, int cpu)
{
  struct tep_handle *tep = tracecmd_get_tep (input);
  struct tep_record *record;
  guint at = 0;
  guint n_records = 0;

  while ((record = tracecmd_read_data (input, cpu)))
    {
      const MmsEvent *event = find_next (trace, buffer, record->cpu, &at);
      const MmsKind *kind;
      struct tep_event *format = tep_find_event (tep, tep_data_type (tep, record));

      g_assert_nonnull (event);
      kind = mms_trace_get_kind (trace, event->kind);
      g_assert_cmpuint (event->time, ==, record->ts);
      g_assert_cmpuint (kind->id, ==, tep_data_type (tep, record));
      g_assert_cmpint (mms_trace_get_pid (trace, event), ==, tep_data_pid (tep, record));
      /* Behind a record that cannot be read, something is missing too. */
      if (record->missed_events != 0 || !mms_trace_is_damaged (trace))
        g_assert_cmpuint (event->lost, ==, record->missed_events != 0);
      if (format)
        {
          g_assert_cmpstr (kind->name, ==, format->name);
          g_assert_cmpstr (kind->system, ==, format->system);
          g_assert_cmpuint (compare_fields (trace, event, format, record), >, 0);
        }
      n_records++;
      tracecmd_free_record (record);
    }

  g_assert_null (find_next (trace, buffer, cpu, &at));
  return n_records;
}

static guint
compare_buffer (MmsTrace *trace, const char *name, struct tracecmd_input *input)
{
  guint n_records = 0;
  guint n_cpus;
  guint buffer = 0;
  const guint *cpus = mms_trace_get_cpus (trace, &n_cpus);

  /* A file need not have a top buffer; then no event is found for it. */
  while (buffer < mms_trace_get_n_buffers (trace)
         && strcmp (mms_trace_get_buffer (trace, buffer), name) != 0)
    buffer++;

  for (guint i = 0; i < n_cpus; i++)
    n_records += compare_cpu (trace, buffer, input, cpus[i]);
  return n_records;
}

static void
test_capture (gconstpointer path)
{
  g_autoptr (MmsTrace) trace = captures_read (path);
  struct tracecmd_input *input = tracecmd_open (path, TRACECMD_FL_LOAD_NO_PLUGINS);
  guint n_events;
  guint n_records;

  g_assert_nonnull (input);
  n_records = compare_buffer (trace, "", input);
  for (int i = 0; i < tracecmd_buffer_instances (input); i++)
    {
      struct tracecmd_input *instance = tracecmd_buffer_instance_handle (input, i);

      g_assert_nonnull (instance);
      n_records += compare_buffer (trace, tracecmd_buffer_instance_name (input, i), instance);
      tracecmd_close (instance);
    }
  tracecmd_close (input);

  mms_trace_get_events (trace, &n_events);
  g_assert_cmpuint (n_records, ==, n_events);
}

/* --- made files --- */

static void
compare_bytes (GBytes *bytes)
{
  g_autofree char *path = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);
  int fd = g_file_open_tmp ("mmscope-oracle-XXXXXX.dat", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_assert_true (g_close (fd, NULL));
  g_assert_true (g_file_set_contents (path, data, (gssize) size, NULL));
  test_capture (path);
  g_remove (path);
}

static void
test_made (gconstpointer form)
{
  g_autoptr (GBytes) bytes = dat_sample_make_file (form, FALSE);

  compare_bytes (bytes);
}

typedef struct
{
  guint id;
  const char *data;
  gsize size;
} Option;

/* What moves and scales stamps: a date in microseconds, an offset in nanoseconds, cycles that are
 * multiplied and shifted (factor, shift, offset) */
static void
test_options (void)
{
  static const Option options[] = {
    { 1, "0x123456", 9 },
    { 7, "-1000", 6 },
    { 14, "\x10\x27\0\0\x0a\0\0\0\0\0\0\0\0\0\0\0", 16 },
    { 14, "\x10\x27\0\0\x0a\0\0\0\x64\0\0\0\0\0\0\0", 16 },
  };

  /* Each alone, and all together */
  for (guint version = 6; version <= 7; version++)
    for (guint i = 0; i <= G_N_ELEMENTS (options); i++)
      {
        const DatForm form = { version, FALSE, 8, 4096, "none" };
        g_autoptr (DatWriter) writer = dat_writer_new (&form);
        DatPage *page = dat_page_new (&form, G_GUINT64_CONSTANT (0x123456789abc));
        g_autoptr (GBytes) bytes = NULL;

        dat_writer_add_format (writer, "sched", dat_sample_switch_format);
        for (guint j = 0; j < G_N_ELEMENTS (options); j++)
          if (i == j || i == G_N_ELEMENTS (options))
            dat_writer_add_option (writer, options[j].id, options[j].data, options[j].size);
        dat_sample_add_record (page, 1, dat_sample_make_switch (&form, 12, 0), FALSE);
        dat_writer_add_page (writer, "", 0, page);
        bytes = dat_writer_finish (writer);
        g_test_message ("version %u, option %u", version, i);
        compare_bytes (bytes);
      }
}

int
main (int argc, char *argv[])
{
  static DatForm forms[2 * 2 * 2 * 3];
  guint n_forms = 0;
  g_autoptr (GPtrArray) paths = captures_list ();

  g_test_init (&argc, &argv, NULL);
  tracecmd_set_loglevel (TEP_LOG_NONE);
  for (guint i = 0; i < paths->len; i++)
    {
      const char *path = g_ptr_array_index (paths, i);
      g_autofree char *name = g_strdup_printf ("/dat/oracle/%s", captures_get_name (path));

      g_test_add_data_func (name, path, test_capture);
    }

  for (guint kind = 0; kind < 3; kind++)
    for (guint big_endian = 0; big_endian < 2; big_endian++)
      for (guint long_size = 4; long_size <= 8; long_size += 4)
        for (guint page_size = 4096; page_size <= 65536; page_size *= 16)
          {
            DatForm *form = &forms[n_forms++];
            g_autofree char *name = NULL;

            *form = (DatForm) { kind == 0 ? 6 : 7, big_endian, long_size, page_size,
                               kind == 2 ? "zstd" : "none" };
            name = g_strdup_printf ("/dat/oracle/made/v%u-%s-%s-long%u-page%u", form->version,
                                    form->codec, big_endian ? "big" : "little", long_size,
                                    page_size);
            g_test_add_data_func (name, form, test_made);
          }
  g_test_add_func ("/dat/oracle/options", test_options);
  return g_test_run ();
}
