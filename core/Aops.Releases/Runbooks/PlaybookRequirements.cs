namespace Aops.Releases.Runbooks;

/// <summary>What a host needs for a <see cref="Playbook"/>.</summary>
public sealed record PlaybookRequirements
{
    /// <summary>Most entries of each list.</summary>
    public const int EntriesMax = 64;

    /// <summary>Oldest version of ansible-core, for instance <c>2.14</c>; null for any.</summary>
    public string? Ansible { get; init; }

    /// <summary>
    /// Collections beside <c>ansible.builtin</c>: <c>community.general</c>, or <c>community.general 8.0.0</c> for that or newer.
    /// </summary>
    public IReadOnlyList<string> Collections { get; set; } = [];

    /// <summary>Modules that the Python of Ansible imports, for instance <c>psycopg2</c>.</summary>
    public IReadOnlyList<string> PythonModules { get; set; } = [];

    /// <summary>Programs that are found in <c>PATH</c>.</summary>
    public IReadOnlyList<string> Commands { get; set; } = [];
}
