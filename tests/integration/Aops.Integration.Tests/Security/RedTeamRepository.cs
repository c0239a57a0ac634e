using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Harness;
using Microsoft.AspNetCore.Http;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// What a server in an attacker's hands gives out as the repository, drawn by chance: true files, older ones, damaged ones,
/// and files that a key of the attacker's signed.
/// </summary>
internal sealed class RedTeamRepository
{
    private const int GiantBytes = 32 * 1024 * 1024;

    private static readonly string[] Kinds =
        ["true", "true", "true", "old", "forged", "forged", "forged", "missing", "truncated", "mutated", "giant", "slow", "redirect", "reset"];

    private readonly Dictionary<string, byte[]> _forged = [];
    private readonly RedTeamTally _tally;
    private readonly string _repository;
    private readonly string _old;
    private readonly byte[] _package;
    private readonly string _elsewhere;
    private int _isForging;

    /// <summary>Prepares one.</summary>
    /// <param name="fleet">The publisher's side, with the true repository.</param>
    /// <param name="old">An older state of its metadata.</param>
    /// <param name="package">A package that nobody signed.</param>
    /// <param name="tally">Counts answers.</param>
    /// <param name="elsewhere">Where redirects lead to.</param>
    public RedTeamRepository(Fleet fleet, string old, byte[] package, RedTeamTally tally, string elsewhere)
    {
        (_repository, _old, _package, _tally, _elsewhere) = (fleet.Workshop.Repository, old, package, tally, elsewhere);
        using var attacker = new RepositoryAttacker(fleet);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Forge(attacker, key);
    }

    /// <summary>Answers a request for a file below <c>/repo/</c>.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var random = _tally.Next();
        var path = (context.Request.Path.Value ?? "")["/repo/".Length..];
        // Forged metadata and its packages only count together: it stays so for some requests.
        if (random.Next(12) == 0) Interlocked.Exchange(ref _isForging, random.Next(3));
        var kind = Volatile.Read(ref _isForging) == 1 && random.Next(8) > 0 ? "forged" : Kinds[random.Next(Kinds.Length)];
        _tally.Count($"repo {kind}");
        await (kind switch
        {
            "true" => SendAsync(context, Read(path)),
            "old" => SendAsync(context, ReadFrom(_old, path) ?? Read(path)),
            "forged" => SendAsync(context, Forged(path)),
            "truncated" => SendAsync(context, Read(path) is { Length: > 1 } bytes ? bytes[..random.Next(bytes.Length)] : null),
            "mutated" => SendAsync(context, Mutate(random, Read(path))),
            "giant" => SendGiantAsync(context, random),
            "slow" => SendSlowlyAsync(context),
            "redirect" => RedirectAsync(context),
            "reset" => ResetAsync(context),
            _ => SendAsync(context, null),
        });
    }

    private byte[]? Read(string path) => ReadFrom(_repository, path);

    private static byte[]? ReadFrom(string folder, string path)
    {
        var file = Path.Combine(folder, path);
        return !path.Contains("..", StringComparison.Ordinal) && File.Exists(file) ? File.ReadAllBytes(file) : null;
    }

    private byte[]? Forged(string path) => _forged.TryGetValue(path, out var bytes) ? bytes
        : path.StartsWith("targets/", StringComparison.Ordinal) ? _package
        : Read(path);

    // The whole chain, version by version above the true one, signed by a key that no host knows. Of the true targets it
    // names each under its own version, and a newer one, with the package of the attacker.
    private void Forge(RepositoryAttacker attacker, ECDsa key)
    {
        var (id, described) = RepositoryAttacker.Describe(key);
        var root = attacker.Read("1.root.json");
        root["version"] = 2;
        root["keys"]![id] = described;
        foreach (var (_, role) in root["roles"]!.AsObject())
        {
            role!["keyids"] = new JsonArray(id);
            role["threshold"] = 1;
        }
        _forged["metadata/2.root.json"] = RepositoryAttacker.SignByAnother(root, key);
        var newest = Directory.GetFiles(Path.Combine(_repository, "metadata"), "*.targets.json")
            .MaxBy(file => int.Parse(Path.GetFileName(file).Split('.')[0]))!;
        var targets = attacker.Read(Path.GetFileName(newest));
        targets["version"] = 99;
        Replace(targets);
        var targetsFile = RepositoryAttacker.SignByAnother(targets, key);
        var snapshot = RepositoryAttacker.SignByAnother(attacker.Naming("snapshot", 99, "targets.json", targetsFile, 99), key);
        _forged["metadata/99.targets.json"] = targetsFile;
        _forged["metadata/99.snapshot.json"] = snapshot;
        _forged["metadata/timestamp.json"] =
            RepositoryAttacker.SignByAnother(attacker.Naming("timestamp", 99, "snapshot.json", snapshot, 99), key);
    }

    private void Replace(JsonObject targets)
    {
        var all = targets["targets"]!.AsObject();
        foreach (var (name, entry) in all.ToList())
        {
            entry!["length"] = _package.Length;
            entry["hashes"] = new JsonObject { ["sha256"] = RepositoryAttacker.Sha256(_package) };
            foreach (var version in new[] { "3.0.0", "9.9.9" })
            {
                all[name.Replace("2.0.0", version, StringComparison.Ordinal)] =
                    JsonNode.Parse(entry.ToJsonString().Replace("2.0.0", version, StringComparison.Ordinal));
            }
        }
        all["fleet/authority.json"] = new JsonObject
        {
            ["length"] = _package.Length, ["hashes"] = new JsonObject { ["sha256"] = RepositoryAttacker.Sha256(_package) },
            ["custom"] = new JsonObject { ["kind"] = "fleet-authority", ["generation"] = 7 },
        };
    }

    private static byte[]? Mutate(Random random, byte[]? bytes)
    {
        for (var i = random.Next(1, 5); i > 0 && bytes is { Length: > 0 }; i--)
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static async Task SendAsync(HttpContext context, byte[]? bytes)
    {
        context.Response.StatusCode = bytes is null ? 404 : 200;
        if (bytes is null) return;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    private static async Task SendGiantAsync(HttpContext context, Random random)
    {
        var piece = new byte[64 * 1024];
        random.NextBytes(piece);
        if (random.Next(2) == 0) context.Response.ContentLength = 1L << 50;
        for (var sent = 0; sent < GiantBytes; sent += piece.Length)
            await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        context.Abort();
    }

    private static async Task SendSlowlyAsync(HttpContext context)
    {
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (await pulse.WaitForNextTickAsync(context.RequestAborted))
        {
            await context.Response.Body.WriteAsync("x"u8.ToArray(), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    private Task RedirectAsync(HttpContext context)
    {
        context.Response.StatusCode = 307;
        context.Response.Headers.Location = $"{_elsewhere}{context.Request.Path}";
        return Task.CompletedTask;
    }

    private static async Task ResetAsync(HttpContext context)
    {
        context.Response.ContentLength = 100_000;
        await context.Response.WriteAsync(Encoding.ASCII.GetString(new byte[500]));
        context.Abort();
    }
}
