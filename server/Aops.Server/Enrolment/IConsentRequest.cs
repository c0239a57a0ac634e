namespace Aops.Server.Enrolment;

/// <summary>A request of a host that needs a consent before it is enrolled.</summary>
internal interface IConsentRequest
{
    string Id { get; }

    DateTimeOffset AskedAt { get; }
}
