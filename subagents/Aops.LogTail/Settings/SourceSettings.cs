namespace Aops.LogTail.Settings;

/// <summary>One source of lines.</summary>
internal sealed record SourceSettings
{
    public required string Name { get; init; }

    /// <summary>Patterns of files; empty for the journal.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Patterns of names that are left out, beside compressed ones.</summary>
    public IReadOnlyList<string> Exclude { get; init; } = [];

    /// <summary>Whether symbolic links are followed: a user who may write to the folder then chooses what is read.</summary>
    public bool FollowsLinks { get; init; }

    /// <summary>Whether what is there before the first start is sent, too.</summary>
    public bool FromBeginning { get; init; }

    public JournalSettings? Journal { get; init; }

    public int LineBytesMax { get; init; } = SettingBounds.LineBytesDefault;

    public MultilineSettings? Multiline { get; init; }

    public RateSettings? Rate { get; init; }
}
