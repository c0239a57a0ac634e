using System.Buffers;
using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Http;

namespace Aops.Server.Heartbeats;

/// <summary>Validates what a host reports at registration; reports all faults at once.</summary>
internal static class HeartbeatValidator
{
    /// <summary>Longest text of a host's facts, in characters.</summary>
    public const int HostTextCharsMax = 255;

    private const int MachineIdCharsMax = 128;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether a text is a valid machine id: hexadecimal digits.</summary>
    public static bool IsMachineId(string text) =>
        text.Length is > 0 and <= MachineIdCharsMax && !text.AsSpan().ContainsAnyExcept(HexDigits);

    /// <summary>Whether a text is valid as a host name.</summary>
    public static bool IsHostname(string text) =>
        text.Length is > 0 and <= HostTextCharsMax && !HasControl(text);

    /// <summary>Checks a registration.</summary>
    public static FieldErrors Validate(RegisterRequest request)
    {
        var errors = ValidateHost(request.Host);
        Require(errors, request.AgentId is null || Names.IsValid(request.AgentId),
            "agentId", $"an id has {Names.Rule}");
        Require(errors, Names.IsValid(request.AgentVersion), "agentVersion", $"a version has {Names.Rule}");
        return errors;
    }

    private static bool HasControl(string text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c)) return true;
        }
        return false;
    }

    private static FieldErrors ValidateHost(HostInfo host)
    {
        var errors = new FieldErrors();
        Require(errors, IsHostname(host.Hostname),
            "host.hostname", $"must have 1 to {HostTextCharsMax} characters and no control characters");
        Require(errors, IsMachineId(host.MachineId), "host.machineId", $"must be hexadecimal, 1 to {MachineIdCharsMax} digits");
        foreach (var (field, value) in new[]
        {
            ("os", host.Os), ("kernel", host.Kernel), ("architecture", host.Architecture),
            ("serviceManager", host.ServiceManager),
        })
        {
            Require(errors, value is null || value.Length <= HostTextCharsMax,
                $"host.{field}", $"has at most {HostTextCharsMax} characters");
        }
        return errors;
    }

    private static void Require(FieldErrors errors, bool holds, string field, string error)
    {
        if (!holds) errors.Add(field, error);
    }
}
