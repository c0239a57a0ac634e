namespace Aops.Server.Actors;

/// <summary>What an actor is. The names are stored in kebab-case by the audit, and never get another meaning.</summary>
internal enum ActorKind
{
    /// <summary>A person, by a session.</summary>
    User,

    /// <summary>An API key, of a person or of a program.</summary>
    Key,

    /// <summary>The agent of a host, by its own token.</summary>
    Host,

    /// <summary>A host that is not enrolled yet, by an enrolment token.</summary>
    EnrolmentToken,

    /// <summary>The account that ran a command of <c>aops-server</c> on the server's machine.</summary>
    CommandLine,

    /// <summary>A part of the server that acts by itself.</summary>
    Part,
}
