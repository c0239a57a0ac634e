using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Layout;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Releases.Transport;
using Aops.RepositorySimulator;
using Aops.Spm.Playbooks;
using Aops.Spm.Releases;
using Aops.Spm.Runs;
using Aops.TestSupport;

namespace Aops.Spm.Tests.Runs;

/// <summary>A repository with runbooks and commanders, and a host that verifies orders by it.</summary>
internal sealed class SignedRuns : IRunTargets, IPlaybookArchives, IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aops-runs-").FullName;

    public SignedRuns()
    {
        Layout = new AopsLayout(_root);
        Directory.CreateDirectory(Path.GetDirectoryName(Layout.TrustRoot)!);
        File.WriteAllBytes(Layout.TrustRoot, Repository.Files["metadata/1.root.json"]);
        Verifier = new RunVerifier(Layout, this, new PlaybookVerification(this), () => Policy, () => Host, Clock);
    }

    public static ECDsa NewKey() => RepositoryBuilder.NewKey();

    public AopsLayout Layout { get; }

    public RepositoryBuilder Repository { get; } = new();

    public ManualClock Clock { get; } = new();

    public RunPolicy Policy { get; set; } = RunPolicy.Signed;

    public RunHost? Host { get; set; } = new("web-1", new string('a', 32), new string('b', 64));

    /// <summary>What the host is shown in place of the repository.</summary>
    public IReleaseSource? Shown { get; set; }

    public RunVerifier Verifier { get; }

    private RunTargetSource Source => new(Shown ?? Repository.Source, Layout, Clock);

    public Task<RunVerdict> VerifyAsync(RunOrder order) => Verifier.VerifyAsync(order, CancellationToken.None);

    public RunOrder Order(RunbookReference? runbook = null, RunEnvelope? envelope = null, RunCommand? command = null) => new()
    {
        Id = "r1", Runbook = runbook, Envelope = envelope, Command = command, StartBefore = Clock.GetUtcNow().AddHours(2),
    };

    public void AddRunbook(string name = "restart", bool needsSignature = false, string? user = null, string role = "targets") =>
        Repository.AddTarget(role, $"runbooks/{name}/1.json", new Runbook
        {
            Name = name, Version = "1", Title = "t", Description = "d", NeedsSignature = needsSignature,
            Parameters = [new RunbookParameter { Name = "unit", Pattern = "[a-z]+", IsRequired = true }],
            Command = new RunCommand { Args = ["/bin/systemctl", "restart", "${unit}"], User = user, TimeoutSeconds = 100 },
        }.ToJson());

    public void AddCommanders(long generation, IReadOnlyList<ECDsa> keys, IReadOnlyList<string>? users = null, string role = "targets") =>
        Repository.AddTarget(role, Commanders.TargetName, CommandersOf(generation, keys, users).ToJson());

    public static Commanders CommandersOf(long generation, IReadOnlyList<ECDsa> keys, IReadOnlyList<string>? users = null) => new()
    {
        Generation = generation,
        Keys = keys.ToDictionary(RepositoryBuilder.KeyId, key => new Commander
        {
            KeyType = "ecdsa", Scheme = "ecdsa-sha2-nistp256", Users = users,
            KeyValue = new Dictionary<string, string> { ["public"] = key.ExportSubjectPublicKeyInfoPem() },
        }),
    };

    public SignedCommand Command(RunCommand? command = null, RunbookReference? runbook = null) => new()
    {
        Nonce = "n1", Hosts = ["web-*"], Expires = Clock.GetUtcNow().AddHours(1), Runbook = runbook,
        Command = runbook is null ? command ?? new RunCommand { Args = ["/bin/true"] } : null,
        Parameters = runbook is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["unit"] = "nginx" },
    };

    public static RunEnvelope Sign(SignedCommand command, params ECDsa[] keys)
    {
        var payload = CommandEnvelope.ToPayload(command);
        return new RunEnvelope
        {
            PayloadType = RunEnvelope.CommandType,
            Payload = Convert.ToBase64String(payload),
            Signatures =
            [
                .. keys.Select(key => new RunSignature
                {
                    KeyId = RepositoryBuilder.KeyId(key),
                    Signature = Convert.ToBase64String(key.SignData(CommandEnvelope.Encode(RunEnvelope.CommandType, payload),
                        HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
                }),
            ],
        };
    }

    public Task<TargetLook<Runbook>> FindRunbookAsync(RunbookReference reference, CancellationToken cancellationToken) =>
        Source.FindRunbookAsync(reference, cancellationToken);

    public Task<TargetLook<Commanders>> FindCommandersAsync(CancellationToken cancellationToken) =>
        Source.FindCommandersAsync(cancellationToken);

    public async Task<TargetLook<string>> FetchPlaybookAsync(Runbook runbook, CancellationToken cancellationToken)
    {
        var (playbooks, source) = (new PlaybookSource(Layout, Clock), Shown ?? Repository.Source);
        return await playbooks.LocateAsync(source, runbook, cancellationToken) is TargetLook<string>.Found found
            ? await playbooks.FetchAsync(source, found.Content, runbook.Playbook!.Archive, cancellationToken)
            : new TargetLook<string>.Absent();
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
