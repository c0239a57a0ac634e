namespace Aops.Server.SingleSignOn;

/// <summary>
/// The provider cannot be asked, or its answer is not accepted. Beside the person, who is told so, an event of the server tells it,
/// since the admin who has set the provider up is the one to repair it.
/// </summary>
/// <param name="why">Why, with the provider as the subject: <c>its token is over</c>. No secret and no code is in it.</param>
internal sealed class SignInFault(string why, Exception? inner = null) : Exception(why, inner);
