/* dat-words.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-words.h"

#include <string.h>

#define MAX_ENTRIES 256
#define MAX_WORD 64

typedef struct
{
  guint64 value;
  char *word;
} Entry;

/**
 * MmsDatWords:
 * @entries: (element-type Entry)
 * @delimiter: (nullable): between the words of bits; %NULL where words stand for whole numbers
 * @none: (nullable): the word for no bit at all
 */
struct _MmsDatWords
{
  GArray *entries;
  char *delimiter;
  char *none;
};

static void
entry_clear (gpointer data)
{
  Entry *entry = data;

  g_free (entry->word);
}

void
mms_dat_words_free (MmsDatWords *words)
{
  if (words == NULL)
    return;

  g_array_unref (words->entries);
  g_free (words->delimiter);
  g_free (words->none);
  g_free (words);
}

static const char *
skip_spaces (const char *at, const char *end)
{
  while (at < end && g_ascii_isspace (*at))
    at++;
  return at;
}

/* "…": (transfer full) (nullable) */
static char *
read_literal (const char **at, const char *end)
{
  const char *start = skip_spaces (*at, end);
  const char *close;

  if (start >= end || *start != '"')
    return NULL;
  start++;
  close = memchr (start, '"', end - start);
  if (close == NULL || close - start > MAX_WORD || memchr (start, '\\', close - start))
    return NULL;

  *at = close + 1;
  return g_utf8_make_valid (start, close - start);
}

/* A number up to the comma; with anything else, %FALSE. */
static gboolean
read_number (const char *at, const char *end, guint64 *value)
{
  g_autofree char *copy = g_strstrip (g_strndup (at, MIN (end - at, 64)));
  char *rest;

  if (*copy == '-')
    *value = (guint64) g_ascii_strtoll (copy, &rest, 0);
  else
    *value = g_ascii_strtoull (copy, &rest, 0);
  if (rest == copy)
    return FALSE;
  return rest[strspn (rest, "uUlL")] == '\0';
}

/* "{ 1, "word" }, { 2, "other" } )" */
static void
read_entries (MmsDatWords *words, const char *at, const char *end)
{
  while (words->entries->len < MAX_ENTRIES && (at = memchr (at, '{', end - at)))
    {
      const char *comma = memchr (at, ',', end - at);
      Entry entry;

      if (comma == NULL)
        return;
      at++;
      if (read_number (at, comma, &entry.value))
        {
          at = comma + 1;
          entry.word = read_literal (&at, end);
          if (entry.word)
            g_array_append_val (words->entries, entry);
        }
    }
}

/* "REC->field", maybe in a cast, maybe with bits cut off */
static char *
read_field (const char *at, const char *end)
{
  const char *rec = memmem (at, end - at, "REC->", 5);
  const char *stop;

  if (rec == NULL)
    return NULL;

  rec += 5;
  for (stop = rec; stop < end && (g_ascii_isalnum (*stop) || *stop == '_');)
    stop++;
  return g_strndup (rec, stop - rec);
}

/* `(state & bits) ? __print_flags (…) : "R"`: the word behind the table's end. */
static char *
read_none (const char *at, const char *end)
{
  const char *brace = memrchr (at, '}', end - at);
  const char *colon = brace ? memchr (brace, ':', end - brace) : NULL;

  if (colon == NULL)
    return NULL;
  colon++;
  return read_literal (&colon, end);
}

MmsDatWords *
mms_dat_words_read (const char *text, gsize size, char **field)
{
  static const char symbolic[] = "__print_symbolic(";
  static const char flags[] = "__print_flags(";
  const char *end = text + size;
  const char *start = skip_spaces (text, end);
  g_autoptr (MmsDatWords) words = g_new0 (MmsDatWords, 1);
  const char *call;
  const char *brace;

  words->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (words->entries, entry_clear);

  call = memmem (text, size, flags, sizeof flags - 1);
  if (call)
    {
      const char *quote = memchr (call, '"', end - call);

      words->delimiter = quote ? read_literal (&quote, end) : NULL;
      if (words->delimiter == NULL)
        return NULL;
      call += sizeof flags - 1;
    }
  else if ((gsize)(end - start) > sizeof symbolic
           && memcmp (start, symbolic, sizeof symbolic - 1) == 0)
    call = start + sizeof symbolic - 1;
  else
    return NULL;

  brace = memchr (call, '{', end - call);
  if (brace == NULL)
    return NULL;
  *field = read_field (call, brace);
  if (*field == NULL)
    return NULL;

  read_entries (words, brace, end);
  words->none = read_none (brace, end);
  return g_steal_pointer (&words);
}

static void
append_bits (const MmsDatWords *words, guint64 value, GString *text)
{
  const gsize start = text->len;

  for (guint i = 0; i < words->entries->len; i++)
    {
      const Entry *entry = &g_array_index (words->entries, Entry, i);

      if ((value & entry->value) != entry->value || entry->value == 0)
        continue;
      if (text->len > start)
        g_string_append (text, words->delimiter);
      g_string_append (text, entry->word);
      value &= ~entry->value;
    }

  if (words->none)
    {
      /* A task's state: one more bit says that it was preempted. */
      if (text->len == start)
        g_string_append (text, words->none);
      if (value != 0)
        g_string_append_c (text, '+');
    }
  else if (value != 0 || text->len == start)
    g_string_append_printf (text, "%s0x%" G_GINT64_MODIFIER "x",
                            text->len > start ? words->delimiter : "", value);
}

void
mms_dat_words_append (const MmsDatWords *words, guint64 value, GString *text)
{
  if (words->delimiter)
    {
      append_bits (words, value, text);
      return;
    }

  for (guint i = 0; i < words->entries->len; i++)
    {
      const Entry *entry = &g_array_index (words->entries, Entry, i);

      if (entry->value == value)
        {
          g_string_append (text, entry->word);
          return;
        }
    }
  g_string_append_printf (text, "0x%" G_GINT64_MODIFIER "x", value);
}
