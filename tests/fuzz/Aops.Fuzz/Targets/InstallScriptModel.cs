namespace Aops.Fuzz.Targets;

/// <summary>What the bootstrap program must get, said a second time and not in shell.</summary>
internal sealed record InstallScriptModel(string Token, IReadOnlyList<string> Words)
{
    /// <summary>Content of the token file that is there.</summary>
    public const string TokenOfTheFile = "T of a file";

    /// <summary>Finds the token and the words that are passed on.</summary>
    public static InstallScriptModel Of(string environment, string[] arguments)
    {
        string token = "", file = "";
        var words = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            var word = arguments[i];
            if (word == "--token") token = arguments[++i];
            else if (word == "--token-file") file = arguments[++i];
            else if (word.StartsWith("--token=", StringComparison.Ordinal)) token = word["--token=".Length..];
            else if (word.StartsWith("--token-file=", StringComparison.Ordinal)) file = word["--token-file=".Length..];
            else words.Add(word);
        }
        if (token.Length == 0 && file.Length > 0) token = TokenOfTheFile;
        return new(token.Length > 0 ? token : environment, words);
    }
}
