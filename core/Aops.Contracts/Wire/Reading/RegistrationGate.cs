namespace Aops.Contracts.Wire.Reading;

/// <summary>What an answer to a registration must be before anything of it is kept.</summary>
public static class RegistrationGate
{
    /// <summary>Reads an answer.</summary>
    /// <param name="body">The body.</param>
    /// <param name="fault">What is wrong with it, where nothing is returned.</param>
    /// <returns>
    /// An identity that can travel in headers and name files; a wish for a version that could be none is left out. Null if
    /// there is no such identity in it.
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
