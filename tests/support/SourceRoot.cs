namespace Aops.TestSupport;

/// <summary>The root of the source tree that these tests were built from.</summary>
internal static class SourceRoot
{
    /// <summary>AOPS_TREE, or else the folder with the solution above the program.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        var folder = Environment.GetEnvironmentVariable("AOPS_TREE") ?? AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Aops.slnx")))
        {
            folder = Path.GetDirectoryName(folder)
                ?? throw new InvalidOperationException("no Aops.slnx above the tests; set AOPS_TREE");
        }
        return folder;
    }
}
