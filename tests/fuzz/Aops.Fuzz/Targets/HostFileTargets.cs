using System.Text;
using Aops.Contracts;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Hosting;
using Aops.Hosting.Connections;
using Aops.Hosting.Settings;
using Aops.Layout;
using Aops.Supervision.Launching;
using Aops.Upgrade.Journal;
using Aops.Upgrade.Trial;

namespace Aops.Fuzz.Targets;

/// <summary>Files of a host that people, sub-agents, other versions and failing disks write.</summary>
internal static class HostFileTargets
{
    private static readonly AopsLayout Root = new(Scratch.At("root"));

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "conf", Seeds = () => FileCorpus.Settings, Read = ReadSettings,
            Words =
            [
                "&a ", "*a", "!!int ", "!<tag:x> ", "? ", ": ", "- ", "\n", "\n  ", "{", "}", "[", "]", "|\n", ">-\n", "\"", "'",
                "%YAML 1.2\n", "---\n", "...\n", "<<: *a", "#", "\t", "\\u0000", "\\xzz", ".inf", "99999999999999d", "-1s",
                .. SettingKeys.All.Select(key => key.Name),
            ],
        },
        new()
        {
            Name = "identity", Kind = InputKind.Json, Seeds = () => FileCorpus.Identities,
            Read = input => IdentityFile.ReadFrom(Scratch.Write("identity.json", input))!.AgentId.Length.ToString(),
            IsDeclared = e => e is InvalidDataException,
        },
        new()
        {
            Name = "connection", Kind = InputKind.Json, Seeds = () => FileCorpus.Connections, Read = ReadConnection,
            Words = ["unproven", "proven", "candidate", "probation", "https://a:99999", "https://[::1", "file:///etc"],
        },
        new() { Name = "journal", Kind = InputKind.Json, Seeds = () => FileCorpus.Journals, Read = ReadJournal },
        new()
        {
            Name = "report", Kind = InputKind.Json, Seeds = () => FileCorpus.Reports,
            Read = input => ReportFile.Read(Scratch.Write("report.json", input), out var fault)?.ValueKind.ToString() ?? fault ?? "",
        },
        new()
        {
            Name = "witness", Kind = InputKind.Json, Seeds = () => FileCorpus.Testimonies, Words = ["\n", "{", "accepted"],
            Read = input => SlotWitness.TryParse(Encoding.UTF8.GetString(input))?.Outcome ?? "none",
        },
        new()
        {
            Name = "program-stamp", Seeds = () => FileCorpus.Programs, Words = ["aops-stamp\0", "GNU\0"],
            Read = input => ProgramStamp.TryRead(Scratch.Write("program", input))?.ToString() ?? "none",
        },
    ];

    private static string ReadSettings(byte[] input)
    {
        var (settings, faults) = SettingsFile.Parse(Encoding.UTF8.GetString(input), "conf.yml");
        return $"{settings.LogLevel} {string.Join(';', faults.Select(fault => fault.Reason))}";
    }

    private static string ReadConnection(byte[] input)
    {
        Directory.CreateDirectory(Root.State);
        File.WriteAllBytes(Root.Connection, input);
        var record = ConnectionFile.TryRead(Root, out var fault);
        if (record is null) return fault ?? "none";
        var inForce = record.InForce();
        // Until a connection is proven, the files of the host are in force, which are read again at every start.
        if (inForce is not null && record.State != ConnectionState.Unproven)
        {
            inForce.CreateHandler().Dispose();
            _ = new ServerProxy(() => inForce.Proxy).GetProxy(new Uri(inForce.Server, "/api"));
        }
        return $"{record.State} {inForce is not null} {record.HasSeen(3)}";
    }

    // Most inputs get a right checksum, as a program that writes nonsense would give it.
    private static string ReadJournal(byte[] input)
    {
        if (input.Length % 8 != 0) input = JournalChecksum.Mend(input);
        if (JournalCodec.TryDecode(input, out var fault) is not { } journal) return fault;
        var report = journal.ToReport();
        var written = JournalCodec.TryDecode(JournalCodec.Encode(journal), out fault)
            ?? throw new InvalidOperationException($"what was written of a journal cannot be read: {fault}");
        Directory.CreateDirectory(Root.State);
        File.WriteAllBytes(Root.Journal, input);
        var held = new JournalStore(Root, TimeProvider.System, _ => { }).Read();
        return $"{report?.Phase} {written.VersionFor(Role.Spm)} {held.VersionFor(Role.Spa)} {held.LeastRelease(null)} " +
            $"{held.FailureOf("2.0.0", 2)?.Version} {held.IsOnTrial(Role.Spa)}";
    }
}
