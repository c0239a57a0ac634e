using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Aops.Releases.Runbooks;

namespace Aops.Integration.Tests.Security;

/// <summary>
/// Orders of runs that no operator signed, drawn by chance: plain commands, runbooks that are none, envelopes of the
/// attacker's own key. Each would leave a file.
/// </summary>
/// <param name="loot">The folder that they leave it in.</param>
internal sealed class RedTeamRuns(string loot)
{
    private static readonly string[] Names = ["evil", "restart", "../../evil", "fleet/commanders", "", new('r', 300)];

    /// <summary>The orders of one answer, and cancellations of runs that are none.</summary>
    public void AddTo(JsonObject answer, RedTeamDraw draw)
    {
        if (draw.Next(3) > 0) return;
        var orders = new JsonArray();
        for (var i = draw.Next(8) == 0 ? 100 : draw.Next(1, 4); i > 0; i--) orders.Add(draw.Odd(Order(draw)));
        answer["runs"] = orders;
        if (draw.Next(4) == 0) answer["cancelledRuns"] = new JsonArray($"r{draw.Next(1000)}", "../../../etc/passwd", null);
    }

    private JsonObject Order(RedTeamDraw draw)
    {
        var order = new JsonObject
        {
            ["id"] = draw.IsPlain || draw.Next(8) > 0 ? $"r{draw.Next(1_000_000)}" : "../../../evil",
            ["startBefore"] = $"{DateTimeOffset.UtcNow.AddSeconds(draw.Next(-10, 3600)):O}",
        };
        switch (draw.Next(4))
        {
            case 0:
                order["command"] = Command(draw);
                break;
            case 1:
                order["runbook"] = new JsonObject { ["name"] = draw.Pick(Names, 2), ["version"] = "1" };
                order["parameters"] = new JsonObject { ["unit"] = $"$(touch {loot}/parameter)" };
                break;
            case 2:
                order["envelope"] = Envelope(Command(draw));
                break;
            default:
                // Two at once: the harmless one must not let the other pass.
                order["envelope"] = Envelope(Command(draw));
                order["command"] = Command(draw);
                break;
        }
        return order;
    }

    private JsonObject Command(RedTeamDraw draw) => draw.Next(2) == 0
        ? new JsonObject { ["args"] = new JsonArray("/usr/bin/touch", $"{loot}/run-args") }
        : new JsonObject { ["script"] = $"touch {loot}/run-script", ["user"] = "root" };

    private static JsonObject Envelope(JsonObject command)
    {
        const string type = Contracts.Wire.Runs.RunEnvelope.CommandType;
        var payload = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["schema"] = 1, ["nonce"] = Guid.NewGuid().ToString("N"), ["hosts"] = new JsonArray("*"),
            ["expires"] = $"{DateTimeOffset.UtcNow.AddHours(1):O}", ["command"] = command.DeepClone(),
        }.ToJsonString());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signature = key.SignData(
            CommandEnvelope.Encode(type, payload), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return new JsonObject
        {
            ["payloadType"] = type, ["payload"] = Convert.ToBase64String(payload),
            ["signatures"] = new JsonArray(new JsonObject
            {
                ["keyid"] = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())),
                ["sig"] = Convert.ToBase64String(signature),
            }),
        };
    }
}
