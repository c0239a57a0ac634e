namespace Aops.Tidy.Tests;

/// <summary>One file.</summary>
/// <param name="Name">Path below the tree, with slashes.</param>
/// <param name="Lines">Content.</param>
internal sealed record SourceFile(string Name, string[] Lines)
{
    public string Extension => Path.GetExtension(Name);

    /// <summary>Each line that a rule does not allow, as <c>file:line: text</c>.</summary>
    public IEnumerable<string> Where(Func<string, bool> isFault) =>
        Lines.Select((text, index) => (text, index))
            .Where(line => isFault(line.text))
            .Select(line => $"{Name}:{line.index + 1}: {line.text.Trim()}");
}
