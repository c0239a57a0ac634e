using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Harness;
using Microsoft.AspNetCore.Http;

namespace Aops.Integration.Tests.Security;

/// <summary>What a server in an attacker's hands answers to agents, drawn by chance: attacks with a plan, and noise.</summary>
internal sealed class RedTeamSpeech(RedTeamWishes wishes, RedTeamTally tally, string elsewhere)
{
    private const string OtherMachine =
        """{"type":"urn:aops:problem:other-machine","title":"Another machine","status":409,"detail":"A clone."}""";

    private static readonly TimeSpan Edits = TimeSpan.FromSeconds(10);

    private const int BigBytes = 5 * 1024 * 1024;

    private static readonly int[] Statuses = [400, 401, 403, 404, 409, 410, 413, 418, 429, 500, 502, 503, 204, 302];

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 1000 };

    /// <summary>Answers a heartbeat.</summary>
    public Task HeartbeatAsync(HttpContext context)
    {
        var random = tally.Next();
        return random.Next(100) switch
        {
            < 35 => WishAsync(context, random, isPlain: true),
            < 55 => WishAsync(context, random, isPlain: false),
            < 67 => SayBytesAsync(context, "mutation", 200, Mutate(random, wishes.Answer(new(random, random.Next(2) == 0)))),
            < 71 => SayAsync(context, "nothing", 200, HostileServer.Reply()),
            < 76 => SayAsync(context, "other-machine", 409, OtherMachine),
            < 86 => StatusAsync(context, random),
            < 89 => SayAsync(context, "big", 200, HostileServer.Reply(more: $",\"x\":\"{new string('x', BigBytes)}\"")),
            < 92 => GzipAsync(context),
            < 95 => ResetAsync(context),
            < 97 => SayAsync(context, "deep", 200, HostileServer.Reply(
                new string('[', 100_000) + new string(']', 100_000))),
            _ => TrickleAsync(context),
        };
    }

    /// <summary>Answers everything else that agents ask for: who they are, for an identity, what came of commands.</summary>
    public Task OtherAsync(HttpContext context)
    {
        var random = tally.Next();
        var path = context.Request.Path.Value ?? "";
        if (path == "/api/agents/register") return RegisterAsync(context, random);
        if (path == "/api/agents/self")
            return SayAsync(context, "self", random.Next(3) switch { 0 => 204, 1 => 401, _ => 500 }, "");
        return random.Next(3) switch
        {
            0 => SayAsync(context, "other", 204, ""),
            1 => StatusAsync(context, random),
            _ => SayAsync(context, "other", 200, "#!/bin/sh\nexit 1\n"),
        };
    }

    private Task WishAsync(HttpContext context, Random random, bool isPlain)
    {
        var answer = wishes.Answer(new(random, isPlain));
        if (!isPlain || !tally.MayQuieten(random))
            return SayAsync(context, isPlain ? "plain wish" : "odd wish", 200, answer.ToJsonString(Deep));
        answer["slowDownSeconds"] = 86_400;
        return SayAsync(context, "quiet", 200, answer.ToJsonString(Deep));
    }

    private Task RegisterAsync(HttpContext context, Random random)
    {
        string[] bodies =
        [
            """{"agentId":"evil","agentToken":"sound"}""", """{"agentId":"evil","agentToken":"a\nb"}""",
            """{"agentId":"../../evil","agentToken":"x","agentVersion":"9.9.9"}""", """{"agentId":null,"agentToken":null}""",
            "{}", "null", "[]", $$"""{"agentId":"{{new string('i', 100_000)}}","agentToken":"{{new string('t', 100_000)}}"}""",
        ];
        return random.Next(3) == 0
            ? StatusAsync(context, random)
            : SayAsync(context, "register", 200, bodies[random.Next(bodies.Length)]);
    }

    private Task StatusAsync(HttpContext context, Random random)
    {
        var status = Statuses[random.Next(Statuses.Length)];
        string[] waits = ["0", "1", "-5", "x", "99999999999999999999", "Thu, 01 Jan 1970 00:00:00 GMT", "86400"];
        // The last is a wait that an edit of conf.yml ends, and there are some to come.
        if (tally.Left < Edits) waits = waits[..^1];
        if (random.Next(2) == 0) context.Response.Headers.RetryAfter = waits[random.Next(waits.Length)];
        if (status == 302) context.Response.Headers.Location = elsewhere;
        var detail = new JsonObject
        {
            ["type"] = random.Next(4) == 0 ? "urn:aops:problem:clone-pending" : "about:blank",
            ["status"] = status, ["detail"] = "\u001b[31m\r\n" + new string('d', random.Next(40_000)),
        };
        return SayAsync(context, $"status {status.ToString(CultureInfo.InvariantCulture)}", status, detail.ToJsonString());
    }

    private Task GzipAsync(HttpContext context)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        return SayAsync(context, "gzip", 200, HostileServer.Reply());
    }

    private async Task ResetAsync(HttpContext context)
    {
        tally.Count("reset");
        context.Response.ContentLength = 1000;
        await context.Response.WriteAsync("{\"schema\":1,");
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private async Task TrickleAsync(HttpContext context)
    {
        tally.Count("trickle");
        await context.Response.WriteAsync("{");
        using var pulse = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (await pulse.WaitForNextTickAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(" ", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    // Without what a mutation could make a quiet of minutes, which is obeyed.
    private static byte[] Mutate(Random random, JsonObject answer)
    {
        answer.Remove("slowDownSeconds");
        var text = answer.ToJsonString(Deep).Replace("heartbeatInterval", "heartbeatHint", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text).ToList();
        for (var i = random.Next(1, 12); i > 0 && bytes.Count > 1; i--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes.RemoveAt(at); break;
                case 2: bytes.Insert(at, (byte)"{}[]\",:\\-0e"[random.Next(11)]); break;
                case 3: bytes.InsertRange(at, bytes.Skip(at).Take(random.Next(64)).ToList()); break;
                default: if (random.Next(6) == 0) bytes.RemoveRange(at, bytes.Count - at); break;
            }
        }
        return [.. bytes];
    }

    private Task SayAsync(HttpContext context, string kind, int status, string text) =>
        SayBytesAsync(context, kind, status, Encoding.UTF8.GetBytes(text));

    private async Task SayBytesAsync(HttpContext context, string kind, int status, byte[] body)
    {
        tally.Count(kind);
        context.Response.StatusCode = status;
        if (status == 204) return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
