namespace Aops.Sweep.Power;

/// <summary>What lies at one path of a <see cref="DiskState"/>.</summary>
/// <param name="Mode">Permissions.</param>
/// <param name="Content">Of a file; null for anything else.</param>
/// <param name="Target">Of a link; null for anything else.</param>
public sealed record DiskEntry(int Mode, Content? Content, string? Target)
{
    /// <summary>Whether it is a folder.</summary>
    public bool IsFolder => Content is null && Target is null;

    /// <summary>One line that differs if anything does.</summary>
    public string Text => Content is not null ? $"{Mode:x} file {Content.Hash}" : Target is not null ? $"link {Target}" : $"{Mode:x}";
}
