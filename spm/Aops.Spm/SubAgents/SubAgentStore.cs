using System.Text.Json;
using Aops.Contracts;
using Aops.Contracts.Json;
using Aops.Contracts.Json.Diagnosis;
using Aops.Contracts.SubAgents;
using Aops.Contracts.Wire;
using Aops.Layout;
using Aops.Native.Files;
using Aops.Releases.Packages;
using Aops.Specification;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.SubAgents;

/// <summary>Files of the installed sub-agents: records, specifications, slots and their current links.</summary>
internal sealed partial class SubAgentStore(AopsLayout layout, ILogger<SubAgentStore> logger)
{
    private const string RecordFile = "install.json";

    private readonly UnappliedWishes _unapplied = new();
    private readonly IgnoredMembers _ignored = new();

    /// <summary>Reads every record. A damaged one is rebuilt from the specification beside it.</summary>
    public IReadOnlyDictionary<string, SubAgentRecord> ReadAll()
    {
        var records = new Dictionary<string, SubAgentRecord>(StringComparer.Ordinal);
        if (!Directory.Exists(layout.SubAgents)) return records;
        foreach (var directory in Directory.EnumerateDirectories(layout.SubAgents))
        {
            var name = Path.GetFileName(directory);
            if (Names.IsValid(name) && TryRead(name) is { } record) records[name] = record;
        }
        return records;
    }

    /// <summary>Reads one record; null if the sub-agent is not installed.</summary>
    public SubAgentRecord? TryRead(string name)
    {
        var path = RecordPath(name);
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), SpmJson.Default.SubAgentRecord);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            LogDamaged(path, JsonFaults.Explain(e));
            return Rebuild(name);
        }
    }

    public void Write(string name, SubAgentRecord record)
    {
        AtomicFile.CreateDirectory(layout.SubAgent(name), AtomicFile.Executable);
        AtomicFile.Write(RecordPath(name), JsonSerializer.SerializeToUtf8Bytes(record, SpmJson.Default.SubAgentRecord));
    }

    public string Slot(string name, string version) => Path.Combine(layout.SubAgentReleases(name), version);

    /// <summary>Whether a file of the slot differs from its manifest.</summary>
    public async Task<bool> IsDamagedAsync(string name, SubAgentRecord record, CancellationToken cancellationToken) =>
        (await SlotVerifier.VerifyAsync(Slot(name, record.Applied.Version), cancellationToken)).Count > 0;

    /// <summary>Whether a slot exists with a valid specification.</summary>
    public bool HasSlot(string name, string version) =>
        File.Exists(Path.Combine(Slot(name, version), SubAgentSpec.FileName));

    /// <summary>
    /// What of the newest wish for a sub-agent was not applied, as a sentence; null if all was. See
    /// <see cref="ReadSpec"/>.
    /// </summary>
    public string? UnappliedOf(string name) => _unapplied.Find(name);

    /// <summary>
    /// The effective specification: the package's, with the wish applied as far as the package allows
    /// (<see cref="SettableRule"/>).
    /// </summary>
    /// <param name="wanted">The wish.</param>
    /// <param name="isInstalled">
    /// Whether this version is installed already. If so, variables that specifications may no longer set
    /// are left out and reported, so that an upgrade of the suite does not lose an installed sub-agent. A
    /// new version with such variables is refused.
    /// </param>
    /// <exception cref="InvalidDataException">
    /// The package's specification is missing or refused; the message lists every fault.
    /// </exception>
    public SubAgentSpec ReadSpec(DesiredSubAgent wanted, bool isInstalled = false)
    {
        var path = Path.Combine(Slot(wanted.Name, wanted.Version), SubAgentSpec.FileName);
        var spec = ReadFile(path, wanted);
        var unapplied = new List<string>();
        if (isInstalled) spec = SettableRule.WithoutRefused(spec, unapplied);
        var faults = SubAgentSpecValidator.Validate(spec).ToList();
        if (spec.Name != wanted.Name || spec.Version != wanted.Version)
            faults.Add($"name, version: the package calls itself {spec.Name} {spec.Version}");
        if (faults.Count > 0) throw new InvalidDataException($"{path} is refused: {string.Join("; ", faults)}");
        spec = SettableRule.Apply(spec, wanted, unapplied);
        if (_unapplied.Set(wanted.Name, unapplied) is { } sentence) LogUnapplied(wanted.Name, sentence);
        return spec;
    }

    private SubAgentSpec ReadFile(string path, DesiredSubAgent wanted)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (IOException e)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
        List<string> faults = [], ignored = [];
        var spec = SubAgentSpecReader.Read(content, faults, ignored)
            ?? throw new InvalidDataException($"{path} is refused: {string.Join("; ", faults)}");
        // A later version of the packing tool may have written what this one does not know.
        if (_ignored.Set(wanted.Name, wanted.Version, ignored))
            LogIgnored(wanted.Name, wanted.Version, string.Join("; ", ignored));
        return spec;
    }

    /// <summary>Makes a slot current. The supervisor persists the specification when it applies it.</summary>
    public void Switch(SubAgentSpec spec)
    {
        var (link, target) = (layout.SubAgentCurrent(spec.Name), Path.Combine("releases", spec.Version));
        if (new FileInfo(link).LinkTarget != target) AtomicFile.ReplaceLink(link, target);
    }

    /// <summary>Deletes all slots except some, and what staging left behind.</summary>
    public void KeepOnly(string name, params IReadOnlyList<string?> versions)
    {
        var releases = layout.SubAgentReleases(name);
        if (!Directory.Exists(releases)) return;
        foreach (var slot in Directory.EnumerateDirectories(releases))
        {
            if (!versions.Contains(Path.GetFileName(slot))) TryDelete(slot);
        }
    }

    /// <summary>Deletes all files of a sub-agent except its log.</summary>
    public void Delete(string name)
    {
        // The record is deleted first: what is then left over is garbage and not a sub-agent that comes
        // back.
        AtomicFile.Delete(RecordPath(name));
        _unapplied.Set(name, []);
        TryDelete(layout.SubAgent(name));
    }

    private string RecordPath(string name) => Path.Combine(layout.SubAgent(name), RecordFile);

    private SubAgentRecord? Rebuild(string name)
    {
        try
        {
            var spec = JsonSerializer.Deserialize(
                File.ReadAllBytes(layout.SubAgentSpec(name)), ContractsJson.Default.SubAgentSpec);
            return spec is null ? null : new SubAgentRecord
            {
                // The server's settings are lost. The desired state applies them again where they differ.
                Applied = new DesiredSubAgent { Name = name, Version = spec.Version },
            };
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private void TryDelete(string directory)
    {
        try
        {
            FileTree.Delete(directory);
        }
        catch (IOException e)
        {
            LogNotDeleted(directory, e.Message);
        }
    }

    [LoggerMessage(2200, LogLevel.Warning, "{Path} is damaged: {Reason}; rebuilt from spec.json")]
    private partial void LogDamaged(string path, string reason);

    [LoggerMessage(2201, LogLevel.Warning, "sub-agent {Name}: {Sentence}")]
    private partial void LogUnapplied(string name, string sentence);

    [LoggerMessage(2203, LogLevel.Warning,
        "sub-agent {Name} {Version}: members of its specification are ignored, since this version does not know them: {Members}")]
    private partial void LogIgnored(string name, string version, string members);

    [LoggerMessage(2202, LogLevel.Warning, "{Directory} is not deleted whole: {Reason}; the rest is gone")]
    private partial void LogNotDeleted(string directory, string reason);
}
