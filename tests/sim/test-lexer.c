/* test-lexer.c - the words of a text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include <string.h>

#include "sim/lexer.h"

static void
note_problem (MmsPosition at, const char *message, gpointer user_data)
{
  g_string_append_printf (user_data, " !%u:%u", at.line, at.column);
}

/* (transfer full): each token, with its place, and problems where they are told */
static char *
list_tokens (const char *text)
{
  GString *found = g_string_new (NULL);
  MmsLexer lexer;
  MmsToken token;

  mms_lexer_init (&lexer, 0, text, strlen (text), note_problem, found);
  for (mms_lexer_next (&lexer, &token); token.kind != MMS_TOKEN_END;
       mms_lexer_next (&lexer, &token))
    {
      g_string_append_printf (found, " %u:%u", token.at.line, token.at.column);
      if (token.kind == MMS_TOKEN_NUMBER)
        g_string_append_printf (found, "#%d", token.number);
      else
        g_string_append_printf (found, "%c%.*s", token.kind == MMS_TOKEN_STRING ? '"' : '=',
                                (int) token.length, token.start);
    }
  mms_lexer_next (&lexer, &token);
  g_assert_cmpuint (token.kind, ==, MMS_TOKEN_END);
  return g_string_free (found, FALSE);
}

static void
test_tokens (void)
{
  static const struct
  {
    const char *text;
    const char *tokens;
  } cases[] = {
    { "", "" },
    { "a", " 1:1=a" },
    { "ab_9 _x", " 1:1=ab_9 1:6=_x" },
    { "0 12 0x1F 3UL", " 1:1#0 1:3#12 1:6#31 1:11#3" },
    { "99999 32767 32768", " 1:1#-1 1:7#32767 1:13#-1" },
    { "9999999999999999999999999", " 1:1#-1" },
    { "a->b", " 1:1=a 1:2=-> 1:4=b" },
    { "a<<=b<<c<=d<e", " 1:1=a 1:2=<<= 1:5=b 1:6=<< 1:8=c 1:9=<= 1:11=d 1:12=< 1:13=e" },
    { "a---b", " 1:1=a 1:2=-- 1:4=- 1:5=b" },
    { "x // y\nz", " 1:1=x 2:1=z" },
    { "x /* y\n * */ z", " 1:1=x 2:7=z" },
    { "/**/x/***/y", " 1:5=x 1:11=y" },
    { "/* ", " !1:1" },
    { "\"a b\" c", " 1:1\"a b 1:7=c" },
    { "\"\"", " 1:1\"" },
    { "\"a\nb", " !1:1 1:1\"a 2:1=b" },
    { "\"\xc3\xa4\" x", " 1:1\"\xc3\xa4 1:5=x" },
    { "\xc3\xa4 x", " !1:1 1:3=x" },
    { "a # b\nc", " 1:1=a !1:3 2:1=c" },
    { "$x", " !1:1 1:2=x" },
    { "0x", " !1:1 1:1#0" },
    { "1a", " !1:1 1:1#1" },
    { "012", " !1:1 1:1#12" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *found = list_tokens (cases[i].text);

      g_assert_cmpstr (found, ==, cases[i].tokens);
    }
}

static void
test_long_words (void)
{
  g_autofree char *name = g_strnfill (300, 'n');
  g_autofree char *string = g_strnfill (1100, 's');
  g_autofree char *quoted = g_strconcat ("\"", string, "\"", NULL);
  g_autofree char *from_name = list_tokens (name);
  g_autofree char *from_string = list_tokens (quoted);

  g_assert_true (g_str_has_prefix (from_name, " !1:1 1:1=nnn"));
  g_assert_cmpuint (strlen (from_name), ==, strlen (" !1:1 1:1=") + MMS_MAX_NAME);
  g_assert_cmpstr (from_string, ==, " !1:1 1:1\"");
}

/* Places end where their numbers do. */
static void
test_many_lines (void)
{
  g_autofree char *lines = g_strnfill (70000, '\n');
  g_autofree char *text = g_strconcat (lines, "x", NULL);
  g_autofree char *found = list_tokens (text);

  g_assert_cmpstr (found, ==, " 65535:1=x");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lexer/tokens", test_tokens);
  g_test_add_func ("/lexer/long-words", test_long_words);
  g_test_add_func ("/lexer/many-lines", test_many_lines);
  return g_test_run ();
}
