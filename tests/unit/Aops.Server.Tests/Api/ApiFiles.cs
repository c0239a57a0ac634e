using Aops.TestSupport;

namespace Aops.Server.Tests.Api;

/// <summary>The document and its page, in the tree that these tests were built from.</summary>
internal static class ApiFiles
{
    public static string Document { get; } = Path.Combine(SourceRoot.Folder, "server/Aops.Server/Api/openapi.json");

    public static string Page { get; } = Path.Combine(SourceRoot.Folder, "docs/reference/API.md");

    /// <summary>Whether this run writes the files instead of comparing them.</summary>
    public static bool AreWritten => Environment.GetEnvironmentVariable("AOPS_WRITE_API") == "1";
}
