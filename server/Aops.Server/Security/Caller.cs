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

    /// <summary>A user by a session, or a key.</summary>
    Operator,

    /// <summary>A person who shows a name and a password, to begin a session.</summary>
    SignIn,
}
