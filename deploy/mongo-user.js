// Makes the user that Numerals comes with: it may read and write its own database and nothing else.
db.getSiblingDB('numerals').createUser({
  user: 'numerals',
  pwd: process.env.MONGO_INITDB_ROOT_PASSWORD,
  roles: ['readWrite'],
});
