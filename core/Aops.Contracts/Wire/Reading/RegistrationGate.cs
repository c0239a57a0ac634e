namespace Aops.Contracts.Wire.Reading;

/// <summary>Validates the reply to a registration before any of it is stored.</summary>
public static class RegistrationGate
{
    /// <summary>Parses a reply.</summary>
    /// <param name="fault">What is wrong with it, if null is returned.</param>
    /// <returns>
    /// The reply, whose identity is safe in headers and file names; a desired version that is not a valid name is
    /// left out. Null if it contains no such identity.
    /// </returns>
    public static RegisterReply? Read(ReadOnlyMemory<byte> body, out string fault)
    {
        if (WirePart.TryParse(body, Limits.JsonDepthMax, out fault) is not { } members) return null;
        var id = WirePart.TryText(WirePart.Find(members, "agentId"));
        var token = WirePart.TryText(WirePart.Find(members, "agentToken"));
        var version = WirePart.TryText(WirePart.Find(members, "agentVersion"));
        fault = IdentityRule.FaultOf(id, token) ?? "";
        return fault.Length > 0 ? null : new RegisterReply
        {
            AgentId = id!,
            AgentToken = token!,
            AgentVersion = Names.IsValid(version) ? version : null,
        };
    }
}
