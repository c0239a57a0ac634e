namespace Aops.Cli.Commands;

/// <summary>Numbers with their word.</summary>
internal static class Plural
{
    /// <summary><c>1 host</c>, <c>12 hosts</c>.</summary>
    public static string Hosts(long count) => Of(count, "host");

    public static string Of(long count, string word) => Of(count, word, $"{word}s");

    /// <summary>The same with the word for several.</summary>
    public static string Of(long count, string word, string several) => count == 1 ? $"1 {word}" : $"{count} {several}";
}
