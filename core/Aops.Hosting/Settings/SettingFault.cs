namespace Aops.Hosting.Settings;

/// <summary>Something in conf.yml that is refused.</summary>
/// <param name="Source">The file, or <c>server</c> for what the server laid over it.</param>
/// <param name="Line">The line, from 1; 0 where there is none.</param>
/// <param name="Reason">What is wrong with it and what would be right.</param>
public sealed record SettingFault(string Source, long Line, string Reason)
{
    /// <summary>Whether it is the file itself that cannot be read or parsed, and not one setting in it.</summary>
    public bool IsOfWholeFile { get; init; }

    /// <summary><c>/etc/aops/conf.yml:3: …</c></summary>
    public override string ToString() => Line > 0 ? $"{Source}:{Line}: {Reason}" : $"{Source}: {Reason}";
}
