namespace Aops.Contracts;

/// <summary>What an identity must be to travel in the headers of a request.</summary>
public static class IdentityRule
{
    /// <summary>Looks at an identity.</summary>
    /// <param name="agentId">The identity.</param>
    /// <param name="agentToken">The secret: visible ASCII, at most <see cref="Limits.AgentTokenCharsMax"/> characters.</param>
    /// <returns>What is wrong, without the secret; null if nothing is.</returns>
    public static string? FaultOf(string? agentId, string? agentToken)
    {
        if (!Names.IsValid(agentId)) return $"agentId is no name ({Names.Rule})";
        return agentToken is { Length: > 0 and <= Limits.AgentTokenCharsMax }
            && agentToken.All(c => c is > ' ' and <= '~')
            ? null
            : $"agentToken is not of 1 to {Limits.AgentTokenCharsMax} visible ASCII characters";
    }
}
