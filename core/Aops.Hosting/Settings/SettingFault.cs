namespace Aops.Hosting.Settings;

/// <summary>A refused part of conf.yml or of the server's settings.</summary>
/// <param name="Source">The file, or <c>server</c> for the server's settings.</param>
/// <param name="Line">The line, from 1; 0 if there is none.</param>
/// <param name="Reason">What is wrong and what would be right.</param>
public sealed record SettingFault(string Source, long Line, string Reason)
{
    /// <summary>Whether the file itself cannot be read or parsed, as opposed to one setting in it.</summary>
    public bool IsOfWholeFile { get; init; }

    /// <summary><c>/etc/aops/conf.yml:3: …</c></summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}: {Reason}" : $"{Source}: {Reason}";
}
