# A site whose people are known by omniauth.
require 'omniauth'
require 'omniauth_openid_connect'

SWD.url_builder = URI::HTTP # on this machine the provider has no https

use Rack::Session::Cookie, secret: 'a secret of the site for its cookies, of at least sixty-four characters'
use OmniAuth::Builder do
  provider :openid_connect, instance_eval(File.read(ENV.fetch('PASTED')))
end

def form(session)
  token = Rack::Protection::AuthenticityToken.token(session)
  "<form method=post action=/auth/openid_connect><input type=hidden name=authenticity_token value=#{token}><button>Sign in</button></form>"
end

run(lambda do |env|
  session = env['rack.session']
  case env['PATH_INFO']
  when '/auth/openid_connect/callback'
    session['who'] = env['omniauth.auth'].then { |who| "#{who.info.nickname}, known by #{who.uid}" }
    [302, { 'location' => '/' }, []]
  when '/auth/failure'
    [400, { 'content-type' => 'text/plain' }, ["refused: #{env['QUERY_STRING']}"]]
  when '/sign-out'
    session.clear
    [302, { 'location' => '/auth/openid_connect/logout' }, []]
  else
    [200, { 'content-type' => 'text/html' }, [session['who'] ? "Here is #{session['who']}." : "Nobody is here. #{form(session)}"]]
  end
end)
