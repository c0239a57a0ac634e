namespace Aops.Releases.Tuf;

/// <summary>
/// Patterns of target names (section 4.5, PATHPATTERN): <c>*</c> stands for any characters but <c>/</c>, <c>?</c> for
/// one character but <c>/</c>; everything else stands for itself, in its case.
/// </summary>
internal static class TufPathPattern
{
    /// <summary>Whether a name fits a pattern; it takes time of their lengths' product at most.</summary>
    public static bool Matches(string pattern, string name)
    {
        int at = 0, of = 0;
        // Where the last star stands, and what it has swallowed so far: only that star needs to be tried again.
        int star = -1, swallowed = 0;
        while (of < name.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                star = at++;
                swallowed = of;
            }
            else if (at < pattern.Length && Fits(pattern[at], name[of]))
            {
                at++;
                of++;
            }
            else if (star >= 0 && name[swallowed] != '/')
            {
                at = star + 1;
                of = ++swallowed;
            }
            else
            {
                return false;
            }
        }
        while (at < pattern.Length && pattern[at] == '*') at++;
        return at == pattern.Length;
    }

    private static bool Fits(char pattern, char name) => pattern == '?' ? name != '/' : pattern == name;
}
