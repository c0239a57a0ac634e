using Aops.Contracts;
using Aops.Contracts.Wire;
using Aops.Server.Http;

namespace Aops.Server.Heartbeats;

/// <summary>Bounds of what a host says of itself when it registers. Every fault is reported at once.</summary>
internal static class HeartbeatValidator
{
    private const int MachineIdCharsMax = 128;

    /// <summary>Whether a text tells machines apart: hexadecimal digits.</summary>
    public static bool IsMachineId(string text) =>
        text.Length is > 0 and <= MachineIdCharsMax && text.All(char.IsAsciiHexDigit);

    /// <summary>Checks a registration.</summary>
    public static FieldErrors Validate(RegisterRequest request)
    {
        var errors = ValidateHost(request.Host);
        Require(errors, request.AgentId is null || Names.IsValid(request.AgentId),
            "agentId", $"an id has {Names.Rule}");
        Require(errors, Names.IsValid(request.AgentVersion), "agentVersion", $"a version has {Names.Rule}");
        return errors;
    }

    private static FieldErrors ValidateHost(HostInfo host)
    {
        var errors = new FieldErrors();
        Require(errors, host.Hostname.Length is > 0 and <= 255 && !host.Hostname.Any(char.IsControl),
            "host.hostname", "must have 1 to 255 characters and no control characters");
        Require(errors, IsMachineId(host.MachineId), "host.machineId", $"must be hexadecimal, 1 to {MachineIdCharsMax} digits");
        foreach (var (field, value) in new[]
        {
            ("os", host.Os), ("kernel", host.Kernel), ("architecture", host.Architecture),
            ("serviceManager", host.ServiceManager),
        })
        {
            Require(errors, value is null || value.Length <= 255, $"host.{field}", "has at most 255 characters");
        }
        return errors;
    }

    private static void Require(FieldErrors errors, bool holds, string field, string error)
    {
        if (!holds) errors.Add(field, error);
    }
}
