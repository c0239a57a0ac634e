using Aops.Server.Actors;
using Aops.Server.Rights;

namespace Aops.Server.People;

/// <summary>Who sends an operator's request, by a key or a session, and what that one may do.</summary>
/// <param name="Actor">Who it is, without the request.</param>
/// <param name="Grants">The grants of the user or the key itself.</param>
/// <param name="Rights">What they allow; of a user's key no more than the user may.</param>
internal sealed record Holder(Actor Actor, IReadOnlyList<Grant> Grants, GrantedRights Rights);
