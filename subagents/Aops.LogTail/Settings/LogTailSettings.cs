namespace Aops.LogTail.Settings;

/// <summary>What the configuration file says, with every default filled in.</summary>
internal sealed record LogTailSettings
{
    /// <summary>Added to every line; <c>host</c> is the name of this host unless it is set.</summary>
    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Most processor time that the program takes, in percent of one processor.</summary>
    public required int CpuPercentMax { get; init; }

    /// <summary>Most bytes of lines that wait on the disk.</summary>
    public required long SpoolBytesMax { get; init; }

    public required IReadOnlyList<SourceSettings> Sources { get; init; }

    /// <summary>Where lines go; exactly one of the two is set.</summary>
    public HttpSinkSettings? Http { get; init; }

    public FileSinkSettings? File { get; init; }
}
