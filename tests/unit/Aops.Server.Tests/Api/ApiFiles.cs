namespace Aops.Server.Tests.Api;

/// <summary>The document and its page, in the tree that these tests were built from.</summary>
internal static class ApiFiles
{
    private static readonly string Root = FindRoot();

    public static string Document { get; } = Path.Combine(Root, "server/Aops.Server/Api/openapi.json");

    public static string Page { get; } = Path.Combine(Root, "docs/reference/API.md");

    /// <summary>Whether this run writes the files instead of comparing them.</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("AOPS_WRITE_API") == "1";

    private static string FindRoot()
    {
        var folder = Environment.GetEnvironmentVariable("AOPS_TREE") ?? AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aops.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("AOPS_TREE names no tree");
        return folder;
    }
}
