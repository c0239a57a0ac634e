namespace Aops.Contracts;

/// <summary>Validates an identity that is to be sent in request headers.</summary>
public static class IdentityRule
{
    /// <summary>Checks an identity.</summary>
    /// <param name="agentToken">
    /// The secret: visible ASCII, at most <see cref="Limits.AgentTokenCharsMax"/> characters.
    /// </param>
    /// <returns>The fault, without the secret; null if the identity is valid.</returns>
    public static string? FaultOf(string? agentId, string? agentToken)
    {
        if (!Names.IsValid(agentId)) return $"agentId is no name ({Names.Rule})";
        return agentToken is { Length: > 0 and <= Limits.AgentTokenCharsMax }
            && agentToken.All(c => c is > ' ' and <= '~')
            ? null
            : $"agentToken is not of 1 to {Limits.AgentTokenCharsMax} visible ASCII characters";
    }
}
