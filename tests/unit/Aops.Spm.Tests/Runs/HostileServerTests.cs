using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Contracts.Wire.Runs;
using Aops.Releases.Runbooks;
using Aops.RepositorySimulator;
using Aops.Spm.Runs;

namespace Aops.Spm.Tests.Runs;

/// <summary>
/// A server that orders and serves what it likes, by a seed, under <c>runs: signed</c>: the host runs only what the
/// operator signed, with values that were allowed.
/// </summary>
public sealed class HostileServerTests : IDisposable
{
    private const int Rounds = 400;

    private readonly SignedRuns _runs = new();
    private readonly SignedRuns _own = new();
    private readonly ECDsa _key = SignedRuns.NewKey();
    private readonly ECDsa _old = SignedRuns.NewKey();
    private readonly ECDsa _servers = SignedRuns.NewKey();
    private readonly List<IReadOnlyDictionary<string, byte[]>> _earlier = [];
    private readonly Random _random;
    private readonly int _seed = Environment.TickCount;

    public HostileServerTests()
    {
        _random = new Random(_seed);
        // What the operator signed, one after another: the server has seen it all.
        _runs.AddCommanders(1, [_old]);
        _runs.Repository.Delegate("targets", "team", "*/*/*", "*/*");
        _runs.AddRunbook("evil", role: "team");
        _runs.AddRunbook("restart", role: "team");
        Publish();
        _runs.Repository.AddTarget("team", Commanders.TargetName, SignedRuns.CommandersOf(9, [_servers]).ToJson());
        _runs.AddRunbook();
        _runs.AddRunbook("wipe", needsSignature: true);
        _runs.AddCommanders(2, [_key]);
        Publish();
        // A repository of the server's own.
        _own.AddRunbook("evil");
        _own.AddCommanders(99, [_servers]);
        _own.Repository.Publish();
    }

    public void Dispose()
    {
        _runs.Dispose();
        _own.Dispose();
        foreach (var key in new[] { _key, _old, _servers }) key.Dispose();
    }

    private void Publish()
    {
        _runs.Repository.Publish();
        _earlier.Add(new Dictionary<string, byte[]>(_runs.Repository.Files));
    }

    [Fact]
    public async Task UnderAHostileServer_OnlyWhatAnOperatorSignedIsRun()
    {
        var allowed = 0;
        // The host has seen what is newest.
        Assert.IsType<RunVerdict.Allowed>(await _runs.VerifyAsync(SignedOrder()));
        for (var round = 0; round < Rounds; round++)
        {
            _runs.Shown = new MemorySource(ChooseRepository());
            var order = ChooseOrder();
            if (await _runs.VerifyAsync(order) is not RunVerdict.Allowed verdict) continue;
            allowed++;
            Assert.True(IsSigned(verdict), $"seed {_seed}, round {round}: {verdict.Command.Args?[0]} was allowed");
        }
        _runs.Shown = null;
        Assert.True(allowed > 0, $"seed {_seed}: nothing was ever allowed");
        Assert.IsType<RunVerdict.Allowed>(await _runs.VerifyAsync(SignedOrder()));
    }

    [Fact]
    public async Task RepositoryOfTheServersOwn_IsNeverTaken()
    {
        _runs.Shown = _own.Repository.Source;

        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(
            _runs.Order(new("evil", "1")) with { Parameters = new Dictionary<string, string> { ["unit"] = "a" } }));
        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(
            _runs.Order(envelope: SignedRuns.Sign(_runs.Command(), _servers))));
    }

    [Fact]
    public async Task MetadataOfYesterday_BringsNoKeyBack()
    {
        var order = _runs.Order(envelope: SignedRuns.Sign(_runs.Command(), _old));
        Assert.IsType<RunVerdict.Refused>(await _runs.VerifyAsync(order));
        _runs.Shown = new MemorySource(_earlier[0].ToDictionary());

        Assert.IsType<RunVerdict.Later>(await _runs.VerifyAsync(order));
    }

    private RunOrder SignedOrder() => _runs.Order(envelope: SignedRuns.Sign(_runs.Command(), _key));

    // The one signed command, and the one runbook with values of its pattern.
    private static bool IsSigned(RunVerdict.Allowed allowed) => allowed switch
    {
        { Nonce: "n1", Command.Args: ["/bin/true"] } => true,
        { Nonce: null, Parameters: not null, Command.Args: ["/bin/systemctl", "restart", var unit] } =>
            unit.Length > 0 && unit.All(c => c is >= 'a' and <= 'z'),
        _ => false,
    };

    private Dictionary<string, byte[]> ChooseRepository()
    {
        var files = _random.Next(6) switch
        {
            0 => _earlier[0].ToDictionary(),
            1 => _own.Repository.Files.ToDictionary(),
            2 => _earlier[0].Concat(_own.Repository.Files).GroupBy(f => f.Key).ToDictionary(f => f.Key, f => f.First().Value),
            _ => _earlier[1].ToDictionary(),
        };
        // Any file may be damaged, swapped with another, or gone.
        for (var i = _random.Next(3); i > 0; i--)
        {
            var (one, other) = (AnyOf([.. files.Keys]), AnyOf([.. files.Keys]));
            switch (_random.Next(3))
            {
                case 0:
                    files[one] = [.. files[one]];
                    if (files[one].Length > 0) files[one][_random.Next(files[one].Length)] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1:
                    (files[one], files[other]) = (files[other], files[one]);
                    break;
                default:
                    files.Remove(one);
                    break;
            }
            if (files.Count == 0) break;
        }
        return files;
    }

    private RunOrder ChooseOrder() => _random.Next(5) switch
    {
        0 => _runs.Order(command: new RunCommand { Args = ["/bin/evil"] }),
        1 => _runs.Order(ChooseRunbook()) with { Parameters = ChooseValues() },
        2 => _runs.Order(ChooseRunbook(), command: new RunCommand { Args = ["/bin/evil"] }) with { Parameters = ChooseValues() },
        _ => _runs.Order(envelope: ChooseEnvelope()),
    };

    private RunbookReference ChooseRunbook() =>
        new(AnyOf<string>(["restart", "restart", "evil", "wipe", "../restart", "", "fleet/commanders"]), AnyOf<string>(["1", "2", ".."]));

    private Dictionary<string, string> ChooseValues() => new()
    {
        [AnyOf<string>(["unit", "unit", "UNIT", "args", "AOPS_PARAM_UNIT"])] = AnyOf<string>(["nginx", "a;b", "$(a)", "", "a\n", "\ud800", "${unit}"]),
    };

    private RunEnvelope ChooseEnvelope()
    {
        var evil = new RunCommand { Args = ["/bin/evil"] };
        var good = SignedRuns.Sign(_runs.Command(), _key);
        return _random.Next(9) switch
        {
            0 => good,
            1 => SignedRuns.Sign(_runs.Command(evil), _servers),
            2 => SignedRuns.Sign(_runs.Command(evil), _old),
            3 => SignedRuns.Sign(_runs.Command(evil), _servers, _old) with { Signatures = good.Signatures },
            4 => SignedRuns.Sign(_runs.Command(evil), _servers) with
            {
                Signatures = [SignedRuns.Sign(_runs.Command(evil), _servers).Signatures[0] with { KeyId = RepositoryBuilder.KeyId(_key) }],
            },
            5 => SignedRuns.Sign(_runs.Command() with { Hosts = ["db-*"] }, _key),
            6 => SignedRuns.Sign(_runs.Command() with { Expires = _runs.Clock.GetUtcNow().AddSeconds(-1) }, _key),
            7 => good with { PayloadType = AnyOf<string>(["", "application/json", RunEnvelope.CommandType + " "]) },
            _ => Change(good),
        };
    }

    private RunEnvelope Change(RunEnvelope good)
    {
        var payload = JsonNode.Parse(Convert.FromBase64String(good.Payload))!;
        payload["command"] = new JsonObject { ["args"] = new JsonArray("/bin/evil") };
        return good with { Payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(payload.ToJsonString())) };
    }

    private T AnyOf<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
}
