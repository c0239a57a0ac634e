namespace Aops.CommandLine.Tests;

/// <summary>A command line that is wrong, and what the program answers.</summary>
/// <param name="Words">The command line as it was typed; the program first.</param>
/// <param name="Answer">Exit code, then the lines of both streams.</param>
internal sealed record WrongInput(string Words, IReadOnlyList<string> Answer)
{
    /// <summary>The words, as a shell would split them: at spaces, but not within single quotes.</summary>
    public IReadOnlyList<string> Split()
    {
        var words = new List<string>();
        var word = new System.Text.StringBuilder();
        var (isQuoted, isOpen) = (false, false);
        foreach (var c in Words)
        {
            if (c == '\'') (isQuoted, isOpen) = (!isQuoted, true);
            else if (c == ' ' && !isQuoted)
            {
                if (isOpen || word.Length > 0) words.Add(word.ToString());
                word.Clear();
                isOpen = false;
            }
            else word.Append(c);
        }
        if (isOpen || word.Length > 0) words.Add(word.ToString());
        return words;
    }
}
