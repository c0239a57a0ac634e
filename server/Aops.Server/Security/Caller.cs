namespace Aops.Server.Security;

/// <summary>Who may call an endpoint.</summary>
internal enum Caller
{
    /// <summary>Everybody.</summary>
    Anybody,

    /// <summary>An agent with its own token.</summary>
    Agent,

    /// <summary>A host with an enrolment token, or an agent that asks for another identity.</summary>
    Newcomer,

    /// <summary>The operator.</summary>
    Operator,
}
