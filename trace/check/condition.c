/* condition.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "condition.h"

#include <string.h>

static const char *
skip_name (const char *p)
{
  while (g_ascii_isalnum (*p) || *p == '_')
    p++;
  return p;
}

static const char *
skip_blanks (const char *p)
{
  while (g_ascii_isspace (*p))
    p++;
  return p;
}

/* Behind the ) that belongs to the ( at @p */
static const char *
skip_arguments (const char *p)
{
  guint depth = 0;

  for (; *p != '\0'; p++)
    {
      depth += *p == '(';
      depth -= *p == ')';
      if (depth == 0)
        return p + 1;
    }
  return p;
}

static const char *
skip_members (const char *p)
{
  while (g_str_has_prefix (p, "->"))
    p = skip_name (p + 2);
  return p;
}

static void
add_term (GStrvBuilder *terms, GHashTable *known, char *term)
{
  if (g_hash_table_add (known, term))
    g_strv_builder_add (terms, term);
}

/* @p: at a name.  Returns: behind it and what hangs on it */
static const char *
take_name (const char *p, GStrvBuilder *terms, GHashTable *known)
{
  const char *end = skip_name (p);
  gboolean is_own = g_str_has_prefix (p, MMS_TERM_CR3) || g_str_has_prefix (p, MMS_TERM_IRQS);

  if (is_own)
    add_term (terms, known, g_strndup (p, (gsize) (skip_arguments (end) - p)));
  if (is_own || g_str_has_prefix (p, "cpu("))
    return skip_members (skip_arguments (end));
  if (*end == '(')
    return end;
  end = skip_members (end);
  add_term (terms, known, g_strndup (p, (gsize) (end - p)));
  return end;
}

GStrv
mms_condition_list_terms (const char *text)
{
  g_autoptr (GStrvBuilder) terms = g_strv_builder_new ();
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  const char *p = strstr (text, "forbid");
  const char *end;

  /* the detector's id stands between */
  if (p != NULL)
    p = skip_blanks (skip_name (skip_blanks (p + strlen ("forbid"))));
  if (p == NULL || *p != '(')
    return g_strv_builder_end (terms);
  end = skip_arguments (p);
  while (p < end)
    {
      if (g_ascii_isdigit (*p))
        p = skip_name (p);
      else if (g_ascii_isalpha (*p) || *p == '_')
        p = take_name (p, terms, known);
      else
        p++;
    }
  return g_strv_builder_end (terms);
}
